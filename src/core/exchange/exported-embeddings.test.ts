/** Embeddings out as files and in again, into a library that knows the same photos by other numbers. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { temporaryFolder } from '../../../test/support/photos.ts'
import type { Catalogue } from '../store/catalogue.ts'
import { embeddingFiles, readEmbeddings } from './exported-embeddings.ts'
import { fromNpy, toNpy } from './npy.ts'

let folder: ReturnType<typeof temporaryFolder>
beforeEach(() => (folder = temporaryFolder()))
afterEach(() => folder.remove())

/** A library whose photo i + 1 has the i-th content. */
const libraryOf = (contents: string[]) =>
  ({
    photos: {
      summaries: (photoIds: number[]) =>
        new Map(photoIds.map((photoId) => [photoId, { path: `${contents[photoId - 1]}.jpg` }])),
      contentHash: (photoId: number) => contents[photoId - 1] ?? null,
      pixelSlots: () => ({ photoIds: Int32Array.from(contents, (_, i) => i + 1) }),
    },
  }) as unknown as Catalogue

const bank = { photoIds: Int32Array.of(1, 2, 3), embeddings: Float32Array.of(1, 0, 0, 1, -1, 0), embeddingSize: 2 }
const writeExport = () =>
  Object.entries(embeddingFiles(libraryOf(['a', 'b', 'c']), bank)).forEach(([name, content]) =>
    writeFileSync(join(folder.path, name), content),
  )

test('rows go to the photos with the same content; the rest is left to be embedded', () => {
  writeExport()
  const { photoIds, embeddings } = readEmbeddings(libraryOf(['c', 'new', 'a']), folder.path, 2)
  expect([...photoIds]).toEqual([3, 1])
  expect([...embeddings]).toEqual([1, 0, -1, 0])
})

test('an encoder alone brings none', () =>
  expect(readEmbeddings(libraryOf(['a']), folder.path, 2).photoIds).toHaveLength(0))

test.each<[string, () => void, RegExp]>([
  [
    'of another size',
    () => writeFileSync(join(folder.path, 'embeddings.npy'), toNpy(new Float32Array(9), 3)),
    /expected 3 rows of 2 numbers.*found 3 of 3/,
  ],
  [
    'with a NaN',
    () => writeFileSync(join(folder.path, 'embeddings.npy'), toNpy(new Float32Array(6).fill(NaN), 2)),
    /expected 3 rows/,
  ],
  [
    'cut short',
    () => writeFileSync(join(folder.path, 'embeddings.npy'), toNpy(new Float32Array(6), 2).subarray(0, 140)),
    /cut short/,
  ],
  ['no JSON', () => writeFileSync(join(folder.path, 'embeddings.json'), '{'), /JSON/],
  ...[{ length: 3 }, [null, null, null], [0, 1, 9].map((row) => ({ row, contentHash: `${row}` }))].map(
    (rows): [string, () => void, RegExp] => [
      `of ${JSON.stringify(rows)}`,
      () => writeFileSync(join(folder.path, 'embeddings.json'), JSON.stringify(rows)),
      /does not say whose each row is/,
    ],
  ),
])('embeddings %s are refused, with a way out', (_, damage, message) => {
  writeExport()
  damage()
  expect(() => readEmbeddings(libraryOf(['a']), folder.path, 2)).toThrow(message)
  expect(() => readEmbeddings(libraryOf(['a']), folder.path, 2)).toThrow(/folder of its own/)
})

test('.npy: what is written is read', () => {
  const values = Float32Array.from({ length: 12 }, (_, i) => Math.sin(i))
  expect(fromNpy(toNpy(values, 4))).toEqual({ values, columnCount: 4 })
})
