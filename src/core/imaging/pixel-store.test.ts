import { appendFileSync, statSync, truncateSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { temporaryFolder } from '../../../test/support/photos.ts'
import { openPixelStore } from './pixel-store.ts'
import { PIXEL_BYTES } from './pixels.ts'

let folder: ReturnType<typeof temporaryFolder>
beforeEach(() => (folder = temporaryFolder()))
afterEach(() => folder.remove())
const filled = (value: number) => new Uint8Array(PIXEL_BYTES).fill(value)

test('slots keep what was put in them, in any order of reading', () => {
  const store = openPixelStore(folder.path)
  expect([1, 2, 3].map((value) => store.append(filled(value)))).toEqual([0, 1, 2])
  const target = new Uint8Array(2 * PIXEL_BYTES)
  store.readInto([2, 0], target)
  expect([target[0], target[PIXEL_BYTES]]).toEqual([3, 1])
  expect(() => store.read(3)).toThrow(/no slot 3/)
  store.close()
})

test('a slot torn by a crash is dropped, the others stay', () => {
  const first = openPixelStore(folder.path)
  first.append(filled(7))
  first.close()
  appendFileSync(join(folder.path, 'training-pixels.bin'), filled(8).subarray(0, 100))
  const again = openPixelStore(folder.path)
  expect(again.count).toBe(1)
  expect(again.append(filled(9))).toBe(1)
  expect(again.read(0)[5]).toBe(7)
  again.close()
})

test('a reader neither makes nor shortens the file; a wrong size is refused', () => {
  expect(() => openPixelStore(folder.path, { readOnly: true })).toThrow(/ENOENT/)
  const store = openPixelStore(folder.path)
  expect(() => store.append(new Uint8Array(5))).toThrow(/expected \d+ bytes, got 5/)
  store.append(filled(1))
  const path = join(folder.path, 'training-pixels.bin')
  truncateSync(path, PIXEL_BYTES + 3)
  openPixelStore(folder.path, { readOnly: true }).close()
  expect(statSync(path).size).toBe(PIXEL_BYTES + 3)
  store.close()
})
