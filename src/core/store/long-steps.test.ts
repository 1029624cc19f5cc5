import { join } from 'node:path'
import Database from 'better-sqlite3'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { createLongSteps, type Doing, type Progress } from './long-steps.ts'
import { addPhotos, temporaryCatalogue } from './testing/support.ts'

const doing: Doing = { kind: 'hide', detail: {}, way: 'do', totalCount: 1000, afterStop: 'Undo takes them back.' }

describe('a step', () => {
  function steps() {
    const clock = { nowMs: 0 }
    const told: (Progress | null)[] = []
    const longSteps = createLongSteps(() => clock.nowMs)
    longSteps.onTold((progress) => told.push(progress))
    return { ...longSteps, clock, told }
  }

  it('of half a second is not told of', async () => {
    const { during, clock, told } = steps()
    await during(doing, async (did) => ((clock.nowMs = 499), did(1000)))
    expect(told).toEqual([])
  })

  it('is told four times a second, with rate and time left, and when it ends', async () => {
    const { during, clock, told } = steps()
    await during(doing, async (did) => {
      for (let i = 0; i < 20; i++) ((clock.nowMs += 50), did(25))
    })
    expect(told.map((progress) => progress?.doneCount)).toEqual([250, 375, 500, undefined])
    expect(told[0]).toMatchObject({ kind: 'hide', totalCount: 1000, perSecond: 500, remainingMs: 1500 })
  })

  it('is told of alone until it ends, and is the one that is stopped', async () => {
    const { during, cancel, clock, told } = steps()
    const both = during(doing, async (did) => {
      clock.nowMs = 600
      did(1)
      await during({ ...doing, kind: 'show' }, async (didToo) => ((clock.nowMs = 1800), didToo(1), cancel(), didToo(1)))
      did(1)
    })
    await expect(both).rejects.toMatchObject({
      code: 'CANCELLED',
      message: 'Stopped after 2 of 1,000 photos. Undo takes them back.',
    })
    expect(told.map((progress) => progress?.kind)).toEqual(['hide', undefined])
    expect(cancel()).toBe(false)
  })

  it('that has done all is not stopped any more', async () => {
    const { during, cancel, clock } = steps()
    const whole = during(doing, async (did) => ((clock.nowMs = 600), did(1), cancel(), did(999), 'whole'))
    expect(await whole).toBe('whole')
  })
})

describe('stopped at once', () => {
  const photoCount = 2000

  /** Whatever takes several slices is told of after the first, and stopped. */
  function stopping() {
    const catalogue = temporaryCatalogue()
    const photoIds = addPhotos(catalogue, photoCount)
    const { tagId } = catalogue.tags.create('Dogs')
    let nowMs = 0
    const now = vi.spyOn(performance, 'now').mockImplementation(() => (nowMs += 600))
    onTestFinished(() => now.mockRestore())
    const { longSteps } = catalogue
    const stop = () => longSteps.onTold((progress) => progress && longSteps.cancel())
    stop()
    return { ...catalogue, photoIds, tagId, stop, goOn: () => longSteps.onTold(() => {}) }
  }

  it('marks stay as one step, which undo takes back', async () => {
    const { labels, history, photoIds, tagId, goOn } = stopping()
    const marking = labels.setAll(tagId, photoIds, 'yes')
    await expect(marking).rejects.toThrow('Stopped after 500 of 2,000 photos. Undo takes them back.')
    expect(labels.list(tagId)).toHaveLength(500)
    goOn()
    expect(await history.undo()).toMatchObject({ kind: 'mark', note: null })
    expect(labels.list(tagId)).toEqual([])
  })

  it('choices and merges, too', async () => {
    const { choices, labels, history, tags, photoIds, tagId, stop, goOn, photos } = stopping()
    await expect(choices.set(photoIds, { favourite: true })).rejects.toThrow('Stopped after 200 of 2,000 photos.')
    goOn()
    await labels.setAll(tagId, photoIds, 'yes')
    const into = tags.create('Animals').tagId
    stop()
    await expect(tags.merge(tagId, into)).rejects.toThrow('Stopped after 1,000 of 2,000 photos.')
    expect(tags.list().map(({ yesCount }) => yesCount)).toEqual([1000, photoCount])
    goOn()
    for (const kind of ['merge tags', 'create tag', 'mark', 'favourite'])
      expect(await history.undo()).toMatchObject({ kind, note: null })
    expect(photos.summary(photoIds[0])).toMatchObject({ favourite: false })
  })

  it('a run tags nothing', async () => {
    const { dir, longSteps, tagRuns, photoIds, tagId } = stopping()
    const assignments = Array.from(photoIds, (photoId) => ({ photoId }))
    const detail = { ...doing, totalCount: photoCount, afterStop: 'No photo was tagged.' }
    const run = longSteps.during(detail, (did) => tagRuns.create({ tagId, modelVersion: null, assignments }, did))
    await expect(run).rejects.toThrow('No photo was tagged.')
    expect([tagRuns.list(), await tagRuns.machineTags(tagId)]).toEqual([[], []])
    const db = new Database(join(dir, 'catalogue.sqlite'), { readonly: true })
    expect(db.prepare('SELECT count(*) FROM machine_tag').pluck().get()).toBe(0)
    db.close()
  })

  it('undo is gone on with by undo, and redo taken back by it', async () => {
    const { choices, history, photoIds, photos, stop, goOn } = stopping()
    goOn()
    await choices.set(photoIds, { favourite: true })
    const isFavourite = () => [0, photoCount - 1].map((at) => photos.summary(photoIds[at])?.favourite)
    for (const [way, note, after] of [
      ['undo', 'Stopped after 600 of 2,000 changes. Undo goes on with it.', [true, false]],
      ['redo', 'Stopped after 600 of 2,000 changes. Undo takes them back.', [true, false]],
    ] as const) {
      stop()
      expect(await history[way]()).toMatchObject({ kind: 'favourite', undoneAtMs: null, note })
      expect(isFavourite()).toEqual(after)
      goOn()
      expect(await history.undo()).toMatchObject({ kind: 'favourite', note: null })
      expect(isFavourite()).toEqual([false, false])
    }
  })
})
