/** What the directories of a TIFF say (TIFF 6.0): where its pixels are, and whether they are a camera's RAW values. */
import type { Range } from './picture-hash.ts'

const photometric = 262
const stripOffsets = 273
const stripSizes = 279
const tileOffsets = 324
const tileSizes = 325
const subDirectories = 330
const dngVersion = 50706
/** Values of a sensor behind its colour filters, and such values put together (TIFF/EP, DNG). */
const sensorKinds = [32803, 34892]
const valueSizes: Record<number, number> = { 3: 2, 4: 4, 13: 4 }

type Directory = Map<number, number[]>

/** Strips or tiles of the first directory. Null for BigTIFF, whose pixels are taken with all the rest. */
export function stripRanges(bytes: Buffer): Range[] | null {
  const { first } = openTiff(bytes)
  const fields = first()
  const offsets = fields?.get(stripOffsets) ?? fields?.get(tileOffsets)
  const sizes = fields?.get(stripSizes) ?? fields?.get(tileSizes)
  return offsets && sizes ? offsets.map((from, i): Range => [from, from + sizes[i]]) : null
}

/**
 * Whether the picture that a reader of TIFFs would find is but a small one beside RAW values. `bytes` are the whole
 * file: of less false may come.
 */
export function isRawTiff(bytes: Uint8Array): boolean {
  try {
    const { first, at } = openTiff(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength))
    const fields = first()
    const all = fields ? [fields, ...(fields.get(subDirectories) ?? []).map(at)] : []
    const hasSensor = all.some((each) => sensorKinds.includes(each.get(photometric)?.[0] ?? 0))
    return hasSensor || fields?.has(dngVersion) === true
  } catch {
    // Cut short, or only its head.
    return false
  }
}

function openTiff(bytes: Buffer): { first(): Directory | null; at(offset: number): Directory } {
  const isLittle = bytes[0] === 0x49
  const short = (at: number) => (isLittle ? bytes.readUInt16LE(at) : bytes.readUInt16BE(at))
  const long = (at: number) => (isLittle ? bytes.readUInt32LE(at) : bytes.readUInt32BE(at))

  function at(offset: number): Directory {
    const fields: Directory = new Map()
    for (let i = 0; i < short(offset); i++) {
      const field = offset + 2 + 12 * i
      const size = valueSizes[short(field + 2)]
      fields.set(short(field), size ? valuesAt(field, size) : [])
    }
    return fields
  }

  function valuesAt(field: number, size: number): number[] {
    const count = long(field + 4)
    const from = count * size <= 4 ? field + 8 : long(field + 8)
    return Array.from({ length: count }, (_, i) => (size === 2 ? short(from + 2 * i) : long(from + 4 * i)))
  }

  return { first: () => (short(2) === 42 ? at(long(4)) : null), at }
}
