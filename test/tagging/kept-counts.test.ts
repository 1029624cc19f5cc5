/** Counts of tags that are kept, and which machine tag stands: against both found anew, after whatever was done. */
import { join } from 'node:path'
import { setImmediate as turn } from 'node:timers/promises'
import Database from 'better-sqlite3'
import { expect, it, onTestFinished } from 'vitest'
import { Random } from '../../src/core/learning/random.ts'
import { createTagCounts } from '../../src/core/store/tag-counts.ts'
import { openCatalogue, type Catalogue } from '../../src/core/store/catalogue.ts'
import { addPhotos, temporaryCatalogue } from '../../src/core/store/testing/support.ts'

const names = ['A', 'A/B', 'A/C', 'A/C/D', 'E', 'E/B', 'G', 'A/G']
const refusal = expect.objectContaining({ code: expect.stringMatching(/INVALID_ARGUMENT|NOT_FOUND|CANCELLED/) })

/** What can be done to tags and photos, each to some of them. */
function actionsOn({ tags, labels, tagRuns, history, choices, photos, transaction }: Catalogue, random: Random) {
  const photoIds = photos.pixelSlots().photoIds
  const one = <T>(all: ArrayLike<T>): T => all[random.integer(all.length)]
  const some = () => [...new Set(Array.from({ length: 1 + random.integer(12) }, () => one(photoIds)))]
  const tag = () => one(tags.list())?.tagId ?? tags.create('A').tagId
  const label = () => one(['yes', 'yes', 'no', null] as const)
  const assignments = () => some().map((photoId) => ({ photoId }))
  const atOnce = [
    () =>
      labels.set(
        tag(),
        some().map((photoId) => ({ photoId, label: label() })),
      ),
    () => tags.create(`${one(names)}/X`),
    () => tags.rename(tag(), one([one(names), `${one(names)}/Y`])),
    () => tags.setExclusive(tag(), random.integer(2) === 0),
    () => random.integer(3) === 0 && tags.remove(tag()),
    () => photos.setPicture(one(photoIds), `picture of ${random.integer(200)}`),
  ]
  const takenBack = () =>
    transaction(() => {
      for (let step = 0; step < 3; step++) (one(atOnce)(), tags.list())
      throw Object.assign(new Error('Taken back'), { code: 'CANCELLED' })
    })
  return [
    ...atOnce,
    takenBack,
    () => labels.setAll(tag(), Int32Array.from(some()), label()),
    () => tagRuns.create({ tagId: tag(), modelVersion: null, assignments: assignments() }),
    () => tagRuns.create({ tagId: tag(), modelVersion: null, assignments: assignments() }),
    () => tagRuns.undo(one(tagRuns.list())?.runId ?? 0),
    () => tags.merge(tag(), tag()),
    () => choices.set(some(), { keptOut: one(['hidden', null, null] as const) }),
    () => history.undo(),
    () => history.undo(),
    () => history.redo(),
  ]
}

it.each([1, 2, 3, 4, 5, 6])('are right whatever is done, some of it at once (%i)', async (seed) => {
  const catalogue = temporaryCatalogue()
  addPhotos(catalogue, 30)
  for (const name of names) catalogue.tags.create(name)
  // Who reads beside counts each time.
  const beside = openCatalogue(catalogue.dir, { readOnly: true })
  const db = new Database(join(catalogue.dir, 'catalogue.sqlite'), { readonly: true })
  onTestFinished(() => (beside.close(), db.close(), undefined))
  const random = new Random(seed)
  const actions = actionsOn(catalogue, random)
  const going: Promise<unknown>[] = []
  for (let step = 0; step < 120; step++) {
    const action = actions[random.integer(actions.length)]
    going.push((async () => action())().catch((error: unknown) => expect(error).toEqual(refusal)))
    if (random.integer(4) > 0) await Promise.all(going.splice(0))
    else await turn()
    expect(catalogue.tags.list()).toEqual(beside.tags.list())
    if (going.length === 0) expect(standing(db)).toEqual(standingAnew(db))
  }
  await Promise.all(going)
  expect(standing(db)).toEqual(standingAnew(db))
})

it('hiding a photo has the counts of its own tags counted anew, not those of all', async () => {
  const catalogue = temporaryCatalogue()
  const [hidden] = addPhotos(catalogue, 3)
  const [own, other] = ['own', 'other'].map((name) => catalogue.tags.create(name).tagId)
  catalogue.labels.set(own, [{ photoId: hidden, label: 'yes' }])
  catalogue.close()
  const asked: string[] = []
  const db = new Database(join(catalogue.dir, 'catalogue.sqlite'), { verbose: (sql) => asked.push(String(sql)) })
  onTestFinished(() => void db.close())
  const countsOf = createTagCounts(db)
  const carried = () => [own, other].map((tagId) => countsOf(tagId).carriedCount)
  expect(carried()).toEqual([1, 0])
  db.prepare("UPDATE photo SET kept_out = 'hidden' WHERE id = ?").run(hidden)
  asked.length = 0
  expect(countsOf(other).carriedCount).toBe(0)
  expect(asked.filter((sql) => sql.includes('count(*)'))).toEqual([])
  expect(carried()).toEqual([0, 0])
})

const standing = (db: Database.Database) =>
  db.prepare('SELECT tag_id, photo_id, run_id FROM standing_machine_tag ORDER BY tag_id, photo_id').all()

const standingAnew = (db: Database.Database) =>
  db
    .prepare(
      `SELECT r.tag_id, m.photo_id, max(m.run_id) AS run_id FROM tag_run r JOIN machine_tag m ON m.run_id = r.id
       WHERE r.undone_at_ms IS NULL GROUP BY r.tag_id, m.photo_id ORDER BY r.tag_id, m.photo_id`,
    )
    .all()
