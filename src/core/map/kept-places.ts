/** Places of a model's photos in a file beside the model, so that the map is there at once and the same tomorrow. */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { writeWhole } from '../tools/write-whole.ts'

export interface Places {
  photoIds: Int32Array
  /** [N, 2], in about -1 to 1. */
  places: Float32Array
}

/** An id and two places, four bytes each. */
const bytesEach = 12

export const mapPath = (modelsDir: string, modelVersion: number): string =>
  join(modelsDir, String(modelVersion), 'map.bin')

/** Null where there is none, or where it is not whole: then it is made anew. */
export async function readPlaces(path: string): Promise<Places | null> {
  const bytes = await readFile(path).catch(() => null)
  if (bytes === null || bytes.length === 0 || bytes.length % bytesEach !== 0) return null
  const buffer = new Uint8Array(bytes).buffer
  const count = bytes.length / bytesEach
  const places = new Float32Array(buffer, 4 * count)
  // Any number that is none makes the sum none; a callback for each would take longer.
  let sum = 0
  for (let at = 0; at < places.length; at++) sum += places[at]
  return Number.isFinite(sum) ? { photoIds: new Int32Array(buffer, 0, count), places } : null
}

export const writePlaces = (path: string, { photoIds, places }: Places): Promise<void> =>
  writeWhole(path, Buffer.concat([bytesOf(photoIds), bytesOf(places)]))

const bytesOf = ({ buffer, byteOffset, byteLength }: Int32Array | Float32Array): Uint8Array =>
  new Uint8Array(buffer as ArrayBuffer, byteOffset, byteLength)
