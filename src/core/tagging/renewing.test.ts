/** What would change by the model in use is kept only as long as marks and tags stay. */
import { expect, test } from 'vitest'
import { taggedCatalogue } from '../store/testing/support.ts'
import type { Ranking, Rankings } from './rankings.ts'
import { createRenewing } from './renewing.ts'

test('what was being compared while a mark was made is compared anew', async () => {
  const { tagId, photoIds, run, ...catalogue } = taggedCatalogue()
  await run({ [photoIds[0]]: 0.9 })
  const space = { modelVersion: 1, photoIds: Int32Array.from(photoIds) }
  const ranking = { space, order: Int32Array.from(photoIds.keys()), cutoffs: [] } as unknown as Ranking
  let [madeCount, whileMaking] = [0, () => {}]
  const rankings = {
    space: async () => space,
    taggedWith: async (tagIds: number[]) => (tagIds.includes(tagId) ? catalogue.tagRuns.machineTags(tagId) : []),
    make: async () => (madeCount++, whileMaking(), ranking),
    photosAt: async () => [],
  } as unknown as Rankings
  const { methods, forget } = createRenewing(catalogue, rankings, (answer) => answer)
  const compare = () => methods.compareRuns({ tagId, offset: 0, limit: 1 })
  whileMaking = forget
  expect(await compare()).toMatchObject({ foundCount: 1 })
  whileMaking = () => {}
  await compare()
  expect(madeCount).toBe(2)
  await compare()
  expect(madeCount).toBe(2)
})
