/** Which groups are left when a person wants all of some. */
import { expect, test } from 'vitest'
import type { Catalogue } from '../store/catalogue.ts'
import { foundGroups } from './found-groups.ts'

/** Photo 1 has two files, and is one shot with photo 2. */
function catalogueWhere(kept: number[][]): Pick<Catalogue, 'duplicates'> {
  const fileAt = (path: string) => ({ photoId: 1, path, contentHash: 'same', format: 'JPEG' })
  const duplicates = {
    keptGroups: () => kept.map((ids) => Int32Array.from(ids)),
    ofSeveralFiles: (after: number) => (after === 0 ? [fileAt('/a.jpg'), fileAt('/b.jpg')] : []),
    shownAmong: (photoIds: number[]) => photoIds,
    apart: () => [],
  }
  return { duplicates } as unknown as Pick<Catalogue, 'duplicates'>
}
const look = {
  pairs: Int32Array.of(1, 2, 0),
  alike: Float32Array.of(0.9),
  seenIds: Int32Array.of(1, 2),
  modelVersion: 1,
  lookedAtMs: 0,
}

test.each([
  [[], ['file', 'shot']],
  [[[1]], ['shot']],
  [[[1, 2]], ['file']],
  [[[1, 2, 3]], ['file']],
  [[[1], [1, 2]], []],
])('kept %j', async (kept, levels) => {
  const groups = await foundGroups(catalogueWhere(kept), look)
  expect(groups.map(({ level }) => level)).toEqual(levels)
})
