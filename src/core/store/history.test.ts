/** Undo and redo: of every kind of action, after a restart, beside changes that nobody noted, and in any order. */
import Database from 'better-sqlite3'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { openCatalogue, type Catalogue } from './catalogue.ts'
import { addPhoto, addPhotos, stateOf, taggedCatalogue, temporaryCatalogue, temporaryDir } from './testing/support.ts'

type Tagged = ReturnType<typeof taggedCatalogue>

/** One of each kind, and what it takes before it. */
const actions: Record<string, [before: (c: Tagged) => unknown, act: (c: Tagged) => unknown]> = {
  mark: [
    ({ labels, tagId, photoIds }) => labels.set(tagId, [{ photoId: photoIds[0], label: 'yes' }]),
    ({ labels, tagId, photoIds: [a, b, c] }) =>
      labels.set(tagId, [
        { photoId: a, label: null },
        { photoId: b, label: 'no' },
        { photoId: c, label: 'yes' },
      ]),
  ],
  'import marks': [
    () => {},
    ({ labels, tagId, photoIds }) => labels.set(tagId, [{ photoId: photoIds[0], label: 'yes' }], 'import'),
  ],
  'take over marks': [
    ({ labels, tagId, photoIds }) => labels.set(tagId, [{ photoId: photoIds[0], label: 'yes' }]),
    (c) => c.labels.takeOver(addPhoto(c, 'edited', { editedFrom: c.photoIds[0] })),
  ],
  'reject machine tags': [
    ({ run, photoIds: [a, b] }) => run({ [a]: 0.9, [b]: 0.8 }),
    ({ labels, tagId, photoIds }) => labels.reject(tagId, [photoIds[0]]),
  ],
  'create tag': [() => {}, ({ tags }) => tags.create('Animals/Cats/Tom')],
  'rename tag': [({ tags }) => tags.create('Dogs/Rex'), ({ tags, tagId }) => tags.rename(tagId, 'Animals/Hounds')],
  'merge tags': [
    ({ tags, labels, run, tagId, photoIds: [a, b, c] }) => {
      const { tagId: other } = tags.create('Hounds/Rex')
      tags.create('Dogs/Rex')
      labels.set(other, [{ photoId: c, label: 'yes' }])
      labels.set(tags.create('Hounds').tagId, [{ photoId: a, label: 'no' }])
      labels.set(
        tagId,
        [a, b].map((photoId) => ({ photoId, label: 'yes' as const })),
      )
      return run({ [c]: 0.9 })
    },
    ({ tags, tagId }) => tags.merge(tagId, tags.create('Hounds').tagId),
  ],
  'delete tag': [
    ({ labels, run, tags, tagId, photoIds: [a, b] }) => {
      labels.set(tagId, [{ photoId: a, label: 'yes' }])
      tags.create('Dogs/Rex')
      return run({ [b]: 0.9 })
    },
    ({ tags, tagId }) => tags.remove(tagId),
  ],
  'set exclusive': [() => {}, ({ tags, tagId }) => tags.setExclusive(tagId, true)],
  'apply run': [
    ({ run, photoIds: [a] }) => run({ [a]: 0.6 }),
    ({ run, photoIds: [a, b] }) => run({ [a]: 0.9, [b]: 0.8 }),
  ],
  'undo run': [
    ({ run, photoIds: [a, b] }) => run({ [a]: 0.6 }).then(() => run({ [a]: 0.9, [b]: 0.8 })),
    ({ tagRuns }) => tagRuns.undo(tagRuns.list()[0].runId),
  ],
  'renew runs': [
    ({ run, photoIds: [a] }) => run({ [a]: 0.6 }),
    ({ tagRuns, tagId, photoIds: [a, b] }) => {
      const assignments = [a, b].map((photoId) => ({ photoId }))
      return tagRuns.replace([tagRuns.list()[0].runId], { tagId, modelVersion: null, assignments })
    },
  ],
  'begin audit': [beginAudit, beginAudit],
  'answer audit': [
    beginAudit,
    ({ audits, tagId, photoIds }) =>
      audits.answer(audits.open(tagId)!.auditId, [{ photoId: photoIds[0], value: 'no' }]),
  ],
  'end audit': [beginAudit, ({ audits, tagId }) => audits.end(audits.open(tagId)!.auditId, { low: 0.9 })],
}

function beginAudit({ audits, tagId, photoIds }: Tagged): void {
  const ranking = { photoIds: Int32Array.from(photoIds), scores: Float32Array.from(photoIds) }
  audits.create({ tagId, modelVersion: null, scorer: 'vote', seed: 1, wanted: 0.9, cutoffs: [2, 5], ...ranking })
}

/** The same catalogue, closed and opened again. */
function reopened(catalogue: Catalogue): Catalogue {
  catalogue.close()
  return temporaryCatalogue(catalogue.dir)
}

describe('an action', () => {
  it.each(Object.keys(actions))('%s is undone and redone, after restarts too', async (kind) => {
    const first = taggedCatalogue()
    const [prepare, act] = actions[kind]
    await prepare(first)
    const before = await stateOf(first)
    await act(first)
    const after = await stateOf(first)
    expect(after).not.toEqual(before)
    let catalogue = reopened(first)
    expect(catalogue.history.list({ limit: 1 })).toMatchObject([{ kind, undoneAtMs: null }])
    expect(await catalogue.history.undo()).toMatchObject({ kind, undoneAtMs: expect.any(Number), note: null })
    expect(await stateOf(catalogue)).toEqual(before)
    catalogue = reopened(catalogue)
    expect(await catalogue.history.redo()).toMatchObject({ kind, undoneAtMs: null, note: null })
    expect(await stateOf(catalogue)).toEqual(after)
    expect(await catalogue.history.redo()).toBeNull()
  })

  const ofOneTag = Object.keys(actions).filter((kind) => !['take over marks', 'create tag'].includes(kind))
  it.each(ofOneTag)('%s is told with the name that the tag had', async (kind) => {
    const catalogue = taggedCatalogue()
    const [prepare, act] = actions[kind]
    await prepare(catalogue)
    await act(catalogue)
    const [{ detail }] = catalogue.history.list({ limit: 1 })
    expect(detail).toMatchObject({ tagId: catalogue.tagId, name: 'Dogs' })
  })

  it('to undo is looked for once, where nothing is being made', async () => {
    const catalogue = taggedCatalogue()
    const statement = new Database(':memory:').prepare('SELECT 1')
    const read = vi.spyOn(Object.getPrototypeOf(statement) as typeof statement, 'get')
    onTestFinished(() => read.mockRestore())
    await catalogue.history.undo()
    const sources = read.mock.contexts.map((each) => (each as typeof statement).source)
    const looks = sources.filter((source) => source.includes('FROM action WHERE undone_at_ms IS NULL'))
    expect(looks).toHaveLength(1)
  })

  it('is one step, however much one call or one piece of work changes, and none where it changes nothing', async () => {
    const { history, labels, tags, tagId, photoIds } = taggedCatalogue()
    const { length } = history.list({ limit: 100 })
    labels.set(
      tagId,
      photoIds.map((photoId) => ({ photoId, label: 'yes' as const })),
    )
    history.record('import marks', { count: 2 }, () => {
      labels.set(tags.create('a').tagId, [{ photoId: photoIds[0], label: 'yes' }])
      labels.set(tags.create('b').tagId, [{ photoId: photoIds[0], label: 'yes' }])
    })
    await history.undo()
    labels.set(
      tagId,
      photoIds.map((photoId) => ({ photoId, label: 'yes' as const })),
    )
    tags.create('dogs')
    expect(history.list({ limit: 100 })).toHaveLength(length + 2)
    expect(await history.redo()).toMatchObject({ kind: 'import marks' })
    expect(tags.list().map(({ name, yesCount }) => [name, yesCount])).toEqual([
      ['a', 1],
      ['b', 1],
      ['Dogs', 5],
    ])
  })

  it('that failed is none, and leaves those that can be redone', async () => {
    const { history, labels, tagId, photoIds } = taggedCatalogue()
    labels.set(tagId, [{ photoId: photoIds[0], label: 'yes' }])
    await history.undo()
    expect(() => labels.set(tagId, [{ photoId: 99, label: 'yes' }])).toThrow(/99/)
    expect(await history.redo()).toMatchObject({ kind: 'mark', detail: { tagId, name: 'Dogs', count: 1 } })
    expect(labels.list(tagId)).toHaveLength(1)
  })

  it('that was undone cannot be redone after something new', async () => {
    const { history, labels, tags, tagId, photoIds } = taggedCatalogue()
    labels.set(tagId, [{ photoId: photoIds[0], label: 'yes' }])
    await history.undo()
    tags.create('Cats')
    expect(await history.redo()).toBeNull()
    expect(await history.undo()).toMatchObject({ kind: 'create tag', detail: { name: 'Cats' } })
    expect(await history.undo()).toMatchObject({ kind: 'create tag', detail: { name: 'Dogs' } })
    expect([await history.undo(), tags.list()]).toEqual([null, []])
  })

  it('gives a mark its earlier value, author and time back', async () => {
    const { history, labels, tagId, photoIds } = taggedCatalogue()
    const set = (label: 'yes' | 'no' | null) => labels.set(tagId, [{ photoId: photoIds[0], label }])
    set('yes')
    const first = labels.list(tagId)
    set('no')
    set(null)
    await history.undo()
    await history.undo()
    expect(labels.list(tagId)).toEqual(first)
  })
})

describe('an action of many transactions', () => {
  const photoCount = 1200

  /** Marks of 1,200 photos, as one action after "Cats" was made. */
  function importing() {
    const catalogue = temporaryCatalogue()
    const photoIds = [...addPhotos(catalogue, photoCount)]
    const { history, labels, tags } = catalogue
    tags.create('Cats')
    const tagId = 2
    const marks = photoIds.map((photoId) => ({ photoId, label: 'yes' as const }))
    const marking = Array.from({ length: photoCount / 100 }, (_, i) => () => {
      labels.set(tagId, marks.slice(i * 100, (i + 1) * 100), 'import')
      return 100
    })
    const steps = [() => (tags.create('Dogs'), 0), ...marking]
    return { ...catalogue, tagId, work: history.recordSteps('import marks', { count: photoCount }, steps) }
  }

  async function imported() {
    const { work, ...catalogue } = importing()
    expect(await work).toBe(true)
    return catalogue
  }

  async function cutShort(catalogue: Catalogue, way: 'undo' | 'redo'): Promise<Catalogue> {
    const failed = expect(catalogue.history[way]()).rejects.toThrow(/not open/)
    await new Promise((next) => setImmediate(next))
    const again = reopened(catalogue)
    await failed
    return again
  }

  it('is one step, and leaves the thread free while it is turned', async () => {
    const { history, labels, tagId, tags } = await imported()
    expect(history.list({ limit: 9 }).map(({ kind }) => kind)).toEqual(['import marks', 'create tag'])
    let turnCount = 0
    const counter = setInterval(() => turnCount++)
    expect(await history.undo()).toMatchObject({ note: null })
    clearInterval(counter)
    expect(turnCount).toBeGreaterThan(0)
    expect(tags.list().map(({ name }) => name)).toEqual(['Cats'])
    expect(labels.list(tagId)).toEqual([])
    expect(await history.redo()).toMatchObject({ note: null })
    expect(labels.list(tagId)).toHaveLength(photoCount)
  })

  it('gets nothing more once it is undone', async () => {
    const { history, labels, tagId, work } = importing()
    for (let turn = 0; turn < 5; turn++) await new Promise((next) => setImmediate(next))
    expect(labels.list(tagId).length).toBeGreaterThan(0)
    await history.undo()
    expect(await work).toBe(false)
    expect(labels.list(tagId)).toEqual([])
  })

  it('leaves what another one did meanwhile to that one: a tag that is deleted while it is merged', async () => {
    const { history, tags, labels, tagId, photoIds } = taggedCatalogue()
    const into = tags.create('Hounds').tagId
    labels.set(tagId, [{ photoId: photoIds[0], label: 'yes' }])
    const merging = tags.merge(tagId, into)
    tags.remove(tagId)
    await merging
    for (const kind of ['delete tag', 'merge tags']) expect(await history.undo()).toMatchObject({ kind, note: null })
    expect(tags.list().map(({ name, yesCount }) => [name, yesCount])).toEqual([
      ['Dogs', 1],
      ['Hounds', 0],
    ])
  })

  it('that changed nothing is none', async () => {
    const { history } = temporaryCatalogue()
    expect(await history.recordSteps('import marks', {}, [() => 0])).toBe(true)
    expect(history.list({ limit: 9 })).toEqual([])
  })

  it('is undone whole where undoing or redoing it was cut short', async () => {
    let catalogue: Catalogue = await imported()
    for (const way of ['undo', 'redo'] as const) {
      catalogue = await cutShort(catalogue, way)
      const count = catalogue.labels.list(2).length
      expect(count).toBeGreaterThan(0)
      expect(count).toBeLessThan(photoCount)
      expect(await catalogue.history.undo()).toMatchObject({ kind: 'import marks', note: null })
      expect(catalogue.labels.list(2)).toEqual([])
    }
  })

  it('that was undone is dropped some at a time, and never in sight, after something new', async () => {
    const { history, tags, dir } = await imported()
    await history.undo()
    for (const name of ['a', 'b', 'c']) {
      tags.create(name)
      expect(history.list({ limit: 9 }).map(({ kind }) => kind)).not.toContain('import marks')
      expect(await history.redo()).toBeNull()
    }
    const db = new Database(join(dir, 'catalogue.sqlite'))
    expect(db.prepare('SELECT count(*) FROM action_change WHERE action_id = 2').pluck().get()).toBe(0)
    db.close()
  })

  it.each(['after it was undone', 'while it is undone'])(
    'does not come back where what is new %s is undone, too',
    async (when) => {
      const { history, tags, labels, tagId } = await imported()
      const undoing = history.undo()
      await (when === 'after it was undone' ? undoing : new Promise((next) => setImmediate(next)))
      tags.create('new')
      expect(await undoing).toMatchObject({ kind: 'import marks' })
      expect(await history.undo()).toMatchObject({ kind: 'create tag', detail: { name: 'new' } })
      expect(await history.redo()).toMatchObject({ kind: 'create tag', detail: { name: 'new' } })
      expect(await history.redo()).toBeNull()
      expect(labels.list(tagId)).toEqual([])
    },
  )
})

describe('what something else changed since', () => {
  /** Changes that no action noted, as by another program. */
  function changedFromOutside(catalogue: Catalogue, sql: string): Catalogue {
    catalogue.close()
    const db = new Database(join(catalogue.dir, 'catalogue.sqlite'))
    db.exec(sql)
    db.close()
    return temporaryCatalogue(catalogue.dir)
  }

  it('of marks stays, and is told', async () => {
    const { labels, tagId, photoIds, ...rest } = taggedCatalogue()
    labels.set(
      tagId,
      photoIds.slice(0, 3).map((photoId) => ({ photoId, label: 'yes' as const })),
    )
    const sql = `UPDATE label SET value = 'no', author = 'import' WHERE photo_id = ${photoIds[0]}`
    const after = changedFromOutside(rest as unknown as Catalogue, sql)
    expect((await after.history.undo())?.note).toBe('Left as it is, because it was changed otherwise since: 1 mark.')
    expect(after.labels.list(tagId)).toMatchObject([{ photoId: photoIds[0], label: 'no', author: 'import' }])
    expect((await after.history.redo())?.note).toMatch(/1 mark/)
    expect(after.labels.list(tagId).map(({ label }) => label)).toEqual(['no', 'yes', 'yes'])
  })

  it('of names: a tag comes back beside the one that took its name', async () => {
    const catalogue = taggedCatalogue()
    const { tags, labels, tagId, photoIds } = catalogue
    tags.create('Dogs/Rex')
    labels.set(tagId, [{ photoId: photoIds[0], label: 'yes' }])
    tags.remove(tagId)
    const sql =
      "INSERT INTO tag (name, name_key, created_at_ms) VALUES ('DOGS', 'dogs', 9), ('Dogs (2)', 'dogs (2)', 9)"
    const after = changedFromOutside(catalogue, sql)
    expect((await after.history.undo())?.note).toBe('Another tag has the name by now: this one is back as "Dogs (3)".')
    expect(after.tags.list().map(({ name, yesCount }) => [name, yesCount])).toEqual([
      ['DOGS', 0],
      ['Dogs (2)', 0],
      ['Dogs (3)', 1],
      ['Dogs (3)/Rex', 0],
    ])
    expect((await after.history.redo())?.note).toBeNull()
    expect(after.tags.list()).toHaveLength(2)
  })

  it('follows a photo that became one with another', async () => {
    const catalogue = taggedCatalogue()
    const [holder, twin] = [addPhoto(catalogue, 'x'), addPhoto(catalogue, 'y', { pictureHash: null })]
    catalogue.labels.set(catalogue.tagId, [{ photoId: twin, label: 'yes' }])
    catalogue.photos.setPicture(twin, 'picture of x')
    expect((await catalogue.history.undo())?.note).toBeNull()
    expect(catalogue.photos.detail(holder)?.tags).toEqual([])
  })

  it('follows what else was said of it: its stars, and what it is told apart from', async () => {
    const catalogue = taggedCatalogue()
    const { photos, choices, duplicates, history, photoIds } = catalogue
    const twin = addPhoto(catalogue, 'y', { pictureHash: null })
    const [other, holder] = [photoIds[0], addPhoto(catalogue, 'x')]
    await choices.set([twin], { rating: 3 })
    duplicates.tellApart(twin, [other])
    photos.setPicture(twin, 'picture of x')
    expect(duplicates.apart()).toContainEqual([other, holder])
    for (const stars of [3, null]) {
      expect((await history.undo())?.note).toBeNull()
      expect([duplicates.apart().length, photos.detail(holder)?.ownRating]).toEqual([0, stars])
    }
    for (const pairCount of [0, 1]) {
      expect((await history.redo())?.note).toBeNull()
      expect([duplicates.apart().length, photos.detail(holder)?.ownRating]).toEqual([pairCount, 3])
    }
    expect(duplicates.apart()).toEqual([[other, holder]])
  })
})

it('undoes all and redoes all, whatever was done in whatever order', async () => {
  for (let seed = 1; seed <= 12; seed++) {
    const random = await randomHistory(seed)
    const { states, beside } = random
    expect(states.length).toBeGreaterThan(10)
    let catalogue = reopened(random.catalogue)
    for (const state of states.toReversed()) {
      expect(await stateOf(catalogue), `seed ${seed}`).toEqual(state)
      if (state !== states[0]) expect((await catalogue.history.undo())?.note).toBeNull()
      expectCounted(catalogue, beside)
    }
    catalogue = reopened(catalogue)
    for (const state of states.slice(1)) {
      expect((await catalogue.history.redo())?.note).toBeNull()
      expect(await stateOf(catalogue), `seed ${seed}`).toEqual(state)
    }
  }
}, 120_000)

/** Some tens of random calls, the state after each that was an action, and a reader, which counts each time anew. */
async function randomHistory(seed: number): Promise<{ catalogue: Catalogue; states: unknown[]; beside: Catalogue }> {
  const random = numbersFrom(seed)
  const tagged = taggedCatalogue(temporaryDir())
  const beside = openCatalogue(tagged.dir, { readOnly: true })
  onTestFinished(() => beside.close())
  const states: unknown[] = [await stateOf(tagged)]
  let known = tagged.history.list({ limit: 1 })[0].actionId
  for (let i = 0; i < 30; i++) {
    await attempt(tagged, random)
    expectCounted(tagged, beside)
    const latest = tagged.history.list({ limit: 1 })[0].actionId
    if (latest !== known) states.push(await stateOf(tagged))
    known = latest
  }
  return { catalogue: tagged, states, beside }
}

/** Counts that are kept are those that a reader counts. */
const expectCounted = ({ tags }: Catalogue, beside: Catalogue) => expect(tags.list()).toEqual(beside.tags.list())

/** mulberry32. */
function numbersFrom(seed: number): (below: number) => number {
  let state = seed
  return (below) => {
    state = (state + 0x6d2b79f5) | 0
    let value = Math.imul(state ^ (state >>> 15), 1 | state)
    value = (value + Math.imul(value ^ (value >>> 7), 61 | value)) ^ value
    return ((value ^ (value >>> 14)) >>> 0) % below
  }
}

/** What is refused, as a tag that would lie in itself, is no action. */
async function attempt(c: Tagged, random: (below: number) => number): Promise<void> {
  const tags = c.tags.list()
  if (tags.length === 0) return void c.tags.create('Dogs')
  const tag = () => tags[random(tags.length)].tagId
  const name = () => ['Dogs', 'Cats', 'Dogs/Rex', 'Animals/Dogs/Rex', 'Animals/Cats'][random(5)]
  const some = () => c.photoIds.filter(() => random(2) === 0)
  const calls = [
    () =>
      c.labels.set(
        tag(),
        some().map((photoId) => ({ photoId, label: ([null, 'yes', 'no'] as const)[random(3)] })),
      ),
    () =>
      c.labels.set(
        tag(),
        some().map((photoId) => ({ photoId, label: 'yes' as const })),
        'import',
      ),
    () => c.labels.setAll(tag(), Int32Array.from(some()), ([null, 'yes', 'no'] as const)[random(3)]),
    () => c.labels.reject(tag(), some()),
    () => c.choices.set(some(), { keptOut: random(2) === 0 ? 'hidden' : null }),
    () => c.tags.create(name()),
    () => c.tags.rename(tag(), name()),
    () => c.tags.merge(tag(), tag()),
    () => random(2) === 0 && c.tags.remove(tag()),
    () => c.tags.setExclusive(tag(), random(2) === 0),
    () => c.tagRuns.create({ tagId: tag(), modelVersion: null, assignments: some().map((photoId) => ({ photoId })) }),
    () => c.tagRuns.list()[0] && c.tagRuns.undo(c.tagRuns.list()[random(c.tagRuns.list().length)].runId),
    () => beginAudit({ ...c, tagId: tag() }),
    () => {
      const audit = c.audits.open(tag())
      if (audit)
        c.audits.answer(
          audit.auditId,
          some().map((photoId) => ({ photoId, value: 'yes' as const })),
        )
    },
    () => {
      const audit = c.audits.open(tag())
      if (audit) c.audits.end(audit.auditId, { count: audit.answers.length })
    },
  ]
  try {
    await calls[random(calls.length)]()
  } catch (error) {
    if ((error as { code?: string }).code !== 'INVALID_ARGUMENT') throw error
  }
}

describe('rows that were noted by an older version', () => {
  it('come back without what it did not know', async () => {
    const dir = temporaryDir()
    const before = openCatalogue(dir)
    const photoId = addPhoto(before, 'a')
    const { tagId } = before.tags.create('dogs')
    before.labels.set(tagId, [{ photoId, label: 'yes' }])
    before.labels.set(tagId, [{ photoId, label: null }])
    before.close()
    const db = new Database(join(dir, 'catalogue.sqlite'))
    db.exec("UPDATE action_change SET before = json_remove(before, '$.asked') WHERE table_name = 'label'")
    db.close()
    const catalogue = openCatalogue(dir)
    onTestFinished(() => catalogue.close())
    await catalogue.history.undo()
    expect(catalogue.labels.list(tagId)).toMatchObject([{ photoId, label: 'yes', asked: null }])
  })
})
