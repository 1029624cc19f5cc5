/**
 * All training pixels in one file of fixed slots, read by position: an epoch never decodes an original again.
 * Appending is the only write; a slot torn by a crash is dropped when the file is next opened for writing.
 */
import { promisify } from 'node:util'
import {
  closeSync,
  existsSync,
  fstatSync,
  ftruncateSync,
  mkdirSync,
  openSync,
  read,
  readSync,
  writeSync,
} from 'node:fs'
import { join } from 'node:path'
import { PIXEL_BYTES } from './pixels.ts'

const readAsync = promisify(read)

export const pixelFile = 'training-pixels.bin'

export interface PixelStore {
  /** Returns the new photo's slot. Throws ENOSPC and leaves no part of it behind. */
  append(pixels: Uint8Array): number
  /** [P, P, 3]. */
  read(slot: number): Uint8Array
  /** Copies slots one after another into `target`, [B, P, P, 3]. */
  readInto(slots: ArrayLike<number>, target: Uint8Array): void
  /** The same without keeping the thread; null where the slot is not there. */
  readLater(slot: number): Promise<Uint8Array | null>
  readonly count: number
  close(): void
}

export function openPixelStore(dir: string, { readOnly = false }: { readOnly?: boolean } = {}): PixelStore {
  const path = join(dir, pixelFile)
  if (!readOnly) mkdirSync(dir, { recursive: true })
  const file = openSync(path, readOnly ? 'r' : existsSync(path) ? 'r+' : 'w+')
  let count = Math.floor(fstatSync(file).size / PIXEL_BYTES)
  if (!readOnly) ftruncateSync(file, count * PIXEL_BYTES)

  function append(pixels: Uint8Array): number {
    if (pixels.length !== PIXEL_BYTES)
      throw new Error(`training pixels: expected ${PIXEL_BYTES} bytes, got ${pixels.length}`)
    try {
      for (let at = 0; at < PIXEL_BYTES;) at += writeSync(file, pixels, at, PIXEL_BYTES - at, count * PIXEL_BYTES + at)
    } catch (error) {
      ftruncateSync(file, count * PIXEL_BYTES)
      throw error
    }
    return count++
  }

  function readInto(slots: ArrayLike<number>, target: Uint8Array): void {
    for (let b = 0; b < slots.length; b++) {
      const got = readSync(file, target, b * PIXEL_BYTES, PIXEL_BYTES, slots[b] * PIXEL_BYTES)
      if (got !== PIXEL_BYTES) throw new Error(`${path} has no slot ${slots[b]}`)
    }
  }

  return {
    append,
    readInto,
    read: (slot) => {
      const pixels = new Uint8Array(PIXEL_BYTES)
      readInto([slot], pixels)
      return pixels
    },
    readLater: async (slot) => {
      const { bytesRead, buffer } = await readAsync(
        file,
        new Uint8Array(PIXEL_BYTES),
        0,
        PIXEL_BYTES,
        slot * PIXEL_BYTES,
      )
      return bytesRead === PIXEL_BYTES ? buffer : null
    },
    get count() {
      return count
    },
    close: () => closeSync(file),
  }
}
