/** Where a TIFF keeps its pixels: strips or tiles of its first directory (TIFF 6.0). */
import type { Range } from './picture-hash.ts'

const stripOffsets = 273
const stripSizes = 279
const tileOffsets = 324
const tileSizes = 325
const kinds: Record<number, number> = { 3: 2, 4: 4 }

/** Null for BigTIFF, whose pixels are taken with all the rest. */
export function stripRanges(bytes: Buffer): Range[] | null {
  const isLittle = bytes[0] === 0x49
  const short = (at: number) => (isLittle ? bytes.readUInt16LE(at) : bytes.readUInt16BE(at))
  const long = (at: number) => (isLittle ? bytes.readUInt32LE(at) : bytes.readUInt32BE(at))
  if (short(2) !== 42) return null
  const directory = long(4)
  const fields = new Map<number, number[]>()
  for (let i = 0; i < short(directory); i++) {
    const at = directory + 2 + 12 * i
    const size = kinds[short(at + 2)]
    if (size) fields.set(short(at), valuesAt(at, size))
  }
  const offsets = fields.get(stripOffsets) ?? fields.get(tileOffsets)
  const sizes = fields.get(stripSizes) ?? fields.get(tileSizes)
  return offsets && sizes ? offsets.map((from, i): Range => [from, from + sizes[i]]) : null

  function valuesAt(at: number, size: number): number[] {
    const count = long(at + 4)
    const from = count * size <= 4 ? at + 8 : long(at + 8)
    return Array.from({ length: count }, (_, i) => (size === 2 ? short(from + 2 * i) : long(from + 4 * i)))
  }
}
