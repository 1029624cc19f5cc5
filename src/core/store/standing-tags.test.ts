/** Which machine tag stands is found in turns, and right also after it was cut short. */
import { setImmediate as turn } from 'node:timers/promises'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { expect, it } from 'vitest'
import { addPhotos, taggedCatalogue, temporaryCatalogue } from './testing/support.ts'

/** A tag on 2,500 photos by one run, and on every second of them by a later one. */
async function largeTag() {
  const catalogue = temporaryCatalogue()
  const photoIds = [...addPhotos(catalogue, 2500)]
  const { tagId } = catalogue.tags.create('Dogs')
  const create = (ids: number[]) =>
    catalogue.tagRuns.create({ tagId, modelVersion: null, assignments: ids.map((photoId) => ({ photoId })) })
  const first = await create(photoIds)
  const second = await create(photoIds.filter((_, i) => i % 2 === 0))
  const countsByRun = async () => {
    const counts = new Map<number, number>()
    for (const { runId } of await catalogue.tagRuns.machineTags(tagId)) counts.set(runId, (counts.get(runId) ?? 0) + 1)
    return [first, second].map(({ runId }) => counts.get(runId) ?? 0)
  }
  return { ...catalogue, tagId, photoIds, first, second, countsByRun }
}

/** How many turns others have meanwhile. */
async function turnsOf(work: Promise<unknown>): Promise<number> {
  let [turns, isOver] = [0, false]
  void work.finally(() => (isOver = true)).catch(() => {})
  for (; !isOver; turns++) await turn()
  await work
  return turns
}

it('of several runs the latest that is not undone, whichever is turned first, with turns for others', async () => {
  const { tagRuns, history, first, second, countsByRun } = await largeTag()
  expect(await countsByRun()).toEqual([1250, 1250])
  expect(await turnsOf(tagRuns.undo(second.runId))).toBeGreaterThan(2)
  expect(await countsByRun()).toEqual([2500, 0])
  await tagRuns.undo(first.runId)
  expect(await countsByRun()).toEqual([0, 0])
  await history.undo()
  await history.undo()
  expect(await countsByRun()).toEqual([1250, 1250])
})

it('is right when a run is turned again while it is being turned', async () => {
  const { history, countsByRun } = await largeTag()
  await Promise.all([history.undo(), history.redo(), history.undo()])
  expect(await countsByRun()).toEqual([2500, 0])
})

it('goes on when the catalogue is opened, where the process ended in between', async () => {
  const { tags, tagRuns, dir, tagId, photoIds, run, close } = taggedCatalogue()
  const [a, b] = photoIds
  await run({ [a]: 0.6 })
  const { runId } = await run({ [a]: 0.9, [b]: 0.9 })
  expect(tags.get(tagId)?.machineCount).toBe(2)
  expect(tagRuns.list()).toHaveLength(2)
  close()
  const db = new Database(join(dir, 'catalogue.sqlite'))
  db.exec(`UPDATE tag_run SET undone_at_ms = 5 WHERE id = ${runId}`)
  db.close()
  const again = temporaryCatalogue(dir)
  expect(await again.tagRuns.machineTags(tagId)).toMatchObject([{ photoId: a, confidence: 0.6 }])
})

it('follows a run into the tag that another was merged into', async () => {
  const { tags, tagRuns, tagId, countsByRun } = await largeTag()
  const { tagId: into } = tags.create('Hounds')
  await tags.merge(tagId, into)
  expect(await countsByRun()).toEqual([0, 0])
  expect(await tagRuns.machineTags(into)).toHaveLength(2500)
})

it('takes no longer for many runs of the same photos that are turned at once', async () => {
  const { tags, tagRuns, history, tagId, photoIds, countsByRun } = await largeTag()
  const assignments = photoIds.map((photoId) => ({ photoId }))
  for (let count = 0; count < 8; count++) await tagRuns.create({ tagId, modelVersion: null, assignments })
  const { tagId: into } = tags.create('Hounds')
  expect(await turnsOf(tags.merge(tagId, into))).toBeLessThan(20)
  expect([tags.get(into)?.machineCount, await countsByRun()]).toEqual([2500, [0, 0]])
  expect(await turnsOf(history.undo())).toBeLessThan(20)
  expect([tags.get(into)?.machineCount, tags.get(tagId)?.machineCount]).toEqual([0, 2500])
})
