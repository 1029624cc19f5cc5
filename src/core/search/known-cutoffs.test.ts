/** Cut-offs are found once for a model and kept, over restarts too. */
import { expect, it } from 'vitest'
import { MemoryBank } from '../learning/memory-bank.ts'
import { Random } from '../learning/random.ts'
import { openCatalogue } from '../store/catalogue.ts'
import { temporaryCatalogue, temporaryDir } from '../store/testing/support.ts'
import { createKnownCutoffs } from './known-cutoffs.ts'
import { levelCutoffs } from './level-cutoffs.ts'
import type { SearchSpace } from './search-space.ts'

/** Of so many made-up photos, by their seed. */
function spaceOf(modelVersion: number, photoCount: number, seed: number): SearchSpace {
  const { rows } = MemoryBank.random(photoCount, 4, new Random(seed))
  const photoIds = Int32Array.from({ length: photoCount }, (_, row) => row + 1)
  const rowOf = new Map(Array.from(photoIds, (photoId, row) => [photoId, row]))
  return { basis: 'encoder', modelVersion, rows, size: 4, photoIds, rowOf }
}

it('of the same model and about as many photos as before they are those of before, also after a restart', async () => {
  const dir = temporaryDir()
  const first = openCatalogue(dir)
  const space = spaceOf(1, 100, 1)
  const found = await createKnownCutoffs(first).of(space)
  expect(found).toEqual(levelCutoffs(space.rows, 4))
  first.close()
  const again = createKnownCutoffs(temporaryCatalogue(dir))
  expect(await again.of(spaceOf(1, 110, 2))).toEqual(found)
  expect(await again.of(spaceOf(1, 200, 2))).toEqual(levelCutoffs(spaceOf(1, 200, 2).rows, 4))
  expect(await again.of(spaceOf(2, 200, 3))).toEqual(levelCutoffs(spaceOf(2, 200, 3).rows, 4))
})

it('of too few photos there are none, and beside another process none are kept', async () => {
  const dir = temporaryDir()
  const catalogue = temporaryCatalogue(dir)
  expect(await createKnownCutoffs(catalogue).of(spaceOf(1, 20, 1))).toBeNull()
  const beside = openCatalogue(dir, { readOnly: true })
  expect(await createKnownCutoffs(beside).of(spaceOf(1, 100, 1))).not.toBeNull()
  beside.close()
  expect(catalogue.settings.get('levelCutoffs')).toBeNull()
})
