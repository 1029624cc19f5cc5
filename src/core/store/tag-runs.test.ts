/** Machine tags: apart from labels, undone whole by run. */
import { statSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { describe, expect, it } from 'vitest'
import type { MachineVoter } from '../../shared/domain.ts'
import { addPhotos, taggedCatalogue, temporaryCatalogue } from './testing/support.ts'

describe('machine tags', () => {
  it('stand apart from labels, with confidence and run', async () => {
    const {
      labels,
      tagRuns,
      photos,
      tagId,
      photoIds: [a, b],
      run,
    } = taggedCatalogue()
    const made = await run({ [a]: 0.7, [b]: 0.9 })
    expect(made).toMatchObject({
      tagId,
      tagName: 'Dogs',
      modelVersion: null,
      minimumConfidence: 0.5,
      taggedCount: 2,
      undoneAtMs: null,
    })
    expect(await tagRuns.machineTags(tagId)).toEqual([
      { photoId: a, confidence: 0.7, score: null, runId: made.runId },
      { photoId: b, confidence: 0.9, score: null, runId: made.runId },
    ])
    expect(labels.list(tagId)).toEqual([])
    expect(photos.detail(a)?.tags).toEqual([{ tagId, name: 'Dogs', label: null, confidence: 0.7, runId: made.runId }])
  })

  it('are undone whole by run, once; labels stay and the undo is kept', async () => {
    const {
      tags,
      labels,
      tagRuns,
      tagId,
      photoIds: [a, b, c],
      run,
    } = taggedCatalogue()
    labels.set(tagId, [{ photoId: c, label: 'yes' }])
    const { runId } = await run({ [a]: 0.7, [b]: 0.9 })
    expect(tags.get(tagId)?.machineCount).toBe(2)
    const undone = [await tagRuns.undo(runId), await tagRuns.undo(runId)]
    expect(undone.map(({ removedCount }) => removedCount)).toEqual([2, 0])
    expect(tags.get(tagId)).toMatchObject({ machineCount: 0, yesCount: 1 })
    expect(await tagRuns.machineTags(tagId)).toEqual([])
    expect(tagRuns.list(tagId)).toMatchObject([{ runId, taggedCount: 2, undoneAtMs: expect.any(Number) }])
    await expect(tagRuns.undo(99)).rejects.toThrow(expect.objectContaining({ code: 'NOT_FOUND' }))
  })

  it('that were confirmed or rejected since are not counted as taken back', async () => {
    const { labels, tagRuns, tagId, photoIds, run } = taggedCatalogue()
    const [a, b, c] = photoIds
    const { runId } = await run({ [a]: 0.7, [b]: 0.9, [c]: 0.8 })
    labels.set(tagId, [
      { photoId: a, label: 'yes' },
      { photoId: b, label: 'no' },
    ])
    expect((await tagRuns.undo(runId)).removedCount).toBe(1)
  })

  it('that another run keeps, or one that is back in its place, are not counted as taken back', async () => {
    const { tagRuns, history, tagId, photoIds, run } = taggedCatalogue()
    const [a, b, c] = photoIds
    const { runId: first } = await run({ [a]: 0.7, [b]: 0.9 })
    const { runId: second } = await run({ [b]: 0.8, [c]: 0.9 })
    expect((await tagRuns.undo(second)).removedCount).toBe(1)
    expect(history.list({ limit: 1 })).toMatchObject([{ kind: 'undo run', detail: { count: 1 } }])
    const assignments = [b, c].map((photoId) => ({ photoId }))
    const { runId: anew } = await tagRuns.replace([first], { tagId, modelVersion: null, assignments })
    expect(await tagRuns.undo(anew)).toEqual({ removedCount: 1, broughtBack: [first] })
  })

  it('of which another tag or one above says no are not counted either', async () => {
    const { tags, labels, tagRuns, photoIds } = taggedCatalogue()
    const [a, b] = photoIds
    const { tagId } = tags.create('Pets/Cats')
    const assignments = [a, b].map((photoId) => ({ photoId }))
    const { runId } = await tagRuns.create({ tagId, modelVersion: null, assignments })
    labels.set(tags.list().find(({ name }) => name === 'Pets')!.tagId, [{ photoId: a, label: 'no' }])
    expect((await tagRuns.undo(runId)).removedCount).toBe(1)
  })

  it('count once per photo: the latest run speaks, and the one before it after an undo', async () => {
    const {
      tags,
      tagRuns,
      tagId,
      photoIds: [a],
      run,
    } = taggedCatalogue()
    const first = await run({ [a]: 0.6 })
    const second = await run({ [a]: 0.8 })
    expect([tags.get(tagId)?.machineCount, (await tagRuns.machineTags(tagId))[0].confidence]).toEqual([1, 0.8])
    await tagRuns.undo(second.runId)
    expect(await tagRuns.machineTags(tagId)).toEqual([{ photoId: a, confidence: 0.6, score: null, runId: first.runId }])
  })

  it("give way to a person's no, and stand again when it is taken back", async () => {
    const {
      tags,
      labels,
      tagId,
      photoIds: [a, b],
      run,
    } = taggedCatalogue()
    await run({ [a]: 0.7, [b]: 0.9 })
    labels.set(tagId, [{ photoId: a, label: 'no' }])
    expect(tags.get(tagId)).toMatchObject({ machineCount: 1, noCount: 1 })
    labels.set(tagId, [{ photoId: a, label: null }])
    expect(tags.get(tagId)?.machineCount).toBe(2)
  })

  it('are written with their run or not at all', async () => {
    const {
      tagRuns,
      tagId,
      photoIds: [a],
      run,
    } = taggedCatalogue()
    await expect(run({ [a]: 0.7, 99: 0.9 })).rejects.toThrow(/FOREIGN KEY/)
    expect([tagRuns.list(tagId), await tagRuns.machineTags(tagId)]).toEqual([[], []])
  })

  it('are nothing while they are written, and are gone where that was cut short', async () => {
    const { tagRuns, tagId, dir, photoIds, close } = taggedCatalogue()
    const writing = tagRuns.create({ tagId, modelVersion: null, assignments: [{ photoId: photoIds[0] }] })
    expect([tagRuns.list(tagId), await tagRuns.machineTags(tagId)]).toEqual([[], []])
    const { runId } = await writing
    close()
    const db = new Database(join(dir, 'catalogue.sqlite'))
    db.exec(`UPDATE tag_run SET tagged_count = -1, undone_at_ms = 1 WHERE id = ${runId}`)
    db.close()
    const again = temporaryCatalogue(dir)
    expect([again.tagRuns.list(tagId), await again.tagRuns.machineTags(tagId)]).toEqual([[], []])
    await expect(again.tagRuns.undo(runId)).rejects.toThrow(expect.objectContaining({ code: 'NOT_FOUND' }))
  })

  it('of a tag that is deleted while they are written are none, and no step of the history', async () => {
    const { tags, tagRuns, history, tagId, photoIds } = taggedCatalogue()
    const assignments = photoIds.map((photoId) => ({ photoId }))
    const made = tagRuns.create({ tagId, modelVersion: null, assignments }, () => void tags.remove(tagId))
    await expect(made).rejects.toMatchObject({ code: 'NOT_FOUND', message: expect.stringContaining('deleted') })
    expect(history.list({ limit: 9 }).map(({ kind }) => kind)).toEqual(['delete tag', 'create tag'])
    await history.undo()
    expect(await tagRuns.machineTags(tagId)).toEqual([])
  })

  it('are listed by tag or all, newest first', async () => {
    const {
      tags,
      tagRuns,
      photoIds: [a],
      run,
    } = taggedCatalogue()
    const other = tags.create('Cats')
    const first = await run({ [a]: 0.6 })
    const second = await tagRuns.create({
      tagId: other.tagId,
      modelVersion: null,
      minimumConfidence: 0,
      assignments: [],
    })
    expect(tagRuns.list().map(({ runId }) => runId)).toEqual([second.runId, first.runId])
    expect(tagRuns.list(other.tagId).map(({ runId }) => runId)).toEqual([second.runId])
  })

  it('keep what they come from', async () => {
    const { tagRuns, audits, tagId, photoIds } = taggedCatalogue()
    const [a, b] = photoIds
    const ranking = { photoIds: Int32Array.of(a, b), scores: Float32Array.of(2, 1) }
    const { auditId } = audits.create({
      tagId,
      modelVersion: null,
      scorer: 'logistic',
      seed: 1,
      wanted: 0.9,
      cutoffs: [1],
      ...ranking,
    })
    const voters = photoIds.concat(photoIds).map((photoId) => [photoId, 'yes', 0.5] as MachineVoter)
    const made = await tagRuns.create({
      tagId,
      modelVersion: null,
      scorer: 'logistic',
      auditId,
      cutoffCount: 2,
      estimate: { low: 0.8, high: 0.9 },
      assignments: [{ photoId: a, score: 2.25, voters }, { photoId: b }],
    })
    const kept = {
      scorer: 'logistic',
      auditId,
      cutoffCount: 2,
      estimate: { low: 0.8, high: 0.9 },
      minimumConfidence: null,
    }
    expect([made, tagRuns.list()[0]]).toMatchObject([kept, kept])
    const about = { runId: made.runId, scorer: 'logistic', modelVersion: null, confidence: null }
    expect(tagRuns.machineTag(tagId, a)).toEqual({ photoId: a, ...about, score: 2.25, voters: voters.slice(0, 5) })
    expect(tagRuns.machineTag(tagId, b)).toEqual({ photoId: b, ...about, score: null, voters: null })
    expect(tagRuns.machineTag(tagId, photoIds[2])).toBeNull()
  })

  it('are written in an order in which no page is written over and over', async () => {
    const catalogue = temporaryCatalogue()
    const photoIds = addPhotos(catalogue, 4000)
    const { tagId } = catalogue.tags.create('Dogs')
    const voters = [...photoIds.subarray(0, 5)].map((photoId) => [photoId, 'yes', 0.123456] as MachineVoter)
    const assignments = Array.from(photoIds, (_, i) => ({ photoId: photoIds[(i * 1597) % 4000], score: i, voters }))
    const before = writtenBytes(catalogue.dir)
    await catalogue.tagRuns.create({ tagId, modelVersion: null, assignments })
    expect(writtenBytes(catalogue.dir) - before).toBeLessThan(2_500_000)
    expect(catalogue.tagRuns.machineTag(tagId, photoIds[1597])).toMatchObject({ score: 1 })
  })
})

const writtenBytes = (dir: string) => statSync(join(dir, 'catalogue.sqlite-wal')).size
