/**
 * Where files made of boxes keep their picture, without what is written about it (ISO 14496-12): HEIC and AVIF in items
 * (23008-12), JPEG XL in its codestream (18181-2).
 */
import type { Range } from './picture-hash.ts'

interface Box {
  type: string
  from: number
  to: number
}

/** Items of these types are no picture. */
const about = new Set(['Exif', 'mime', 'uri '])

function* boxesIn(bytes: Buffer, from: number, to: number): Generator<Box> {
  for (let at = from; at + 8 <= to;) {
    const short = bytes.readUInt32BE(at)
    const size = short === 1 ? Number(bytes.readBigUInt64BE(at + 8)) : short === 0 ? to - at : short
    if (size < 8) return
    yield {
      type: bytes.toString('latin1', at + 4, at + 8),
      from: at + (short === 1 ? 16 : 8),
      to: Math.min(at + size, to),
    }
    at += size
  }
}

const find = (bytes: Buffer, type: string, from: number, to: number) =>
  [...boxesIn(bytes, from, to)].find((box) => box.type === type)

/** Null for a bare codestream, all of which is the picture. */
export function codestreamRanges(bytes: Buffer): Range[] | null {
  if (bytes[0] === 0xff) return null
  const isCodestream = ({ type }: Box) => type === 'jxlc' || type === 'jxlp'
  return [...boxesIn(bytes, 0, bytes.length)].filter(isCodestream).map(({ from, to }): Range => [from, to])
}

/** Null where the file keeps its items in ways that are not read here. */
export function itemRanges(bytes: Buffer): Range[] | null {
  const meta = find(bytes, 'meta', 0, bytes.length)
  if (!meta) return null
  const inMeta = (type: string) => find(bytes, type, meta.from + 4, meta.to)
  const [info, location, data] = [inMeta('iinf'), inMeta('iloc'), inMeta('idat')]
  if (!info || !location) return null
  const types = itemTypes(bytes, info)
  const isPicture = (item: number) => !about.has(types.get(item) ?? '')
  const ranges = itemExtents(bytes, location).flatMap(({ item, inData, from, size }): Range[] => {
    const base = inData ? (data?.from ?? 0) : 0
    return isPicture(item) ? [[base + from, base + from + size]] : []
  })
  return ranges.length > 0 ? ranges : null
}

function itemTypes(bytes: Buffer, { from, to }: Box): Map<number, string> {
  const first = from + 4 + (bytes[from] === 0 ? 2 : 4)
  const entries = [...boxesIn(bytes, first, to)].map((entry): [number, string] => {
    const version = bytes[entry.from]
    const wide = version === 3 ? 4 : 2
    const item = bytes.readUIntBE(entry.from + 4, wide)
    const typeAt = entry.from + 4 + wide + 2
    return [item, version >= 2 ? bytes.toString('latin1', typeAt, typeAt + 4) : '']
  })
  return new Map(entries)
}

interface Extent {
  item: number
  /** In the box `idat`, not in the file. */
  inData: boolean
  from: number
  size: number
}

function itemExtents(bytes: Buffer, { from }: Box): Extent[] {
  const version = bytes[from]
  let at = from + 4
  const read = (size: number): number => {
    const value = size === 0 ? 0 : size === 8 ? Number(bytes.readBigUInt64BE(at)) : bytes.readUIntBE(at, size)
    at += size
    return value
  }
  const sizes = read(2)
  const [offsetSize, lengthSize, baseSize, indexSize] = [12, 8, 4, 0].map((shift) => (sizes >> shift) & 15)
  const extents: Extent[] = []
  for (let left = read(version < 2 ? 2 : 4); left > 0; left--) {
    const item = read(version < 2 ? 2 : 4)
    const inData = version > 0 && (read(2) & 15) === 1
    read(2)
    const base = read(baseSize)
    for (let count = read(2); count > 0; count--) {
      if (version > 0) read(indexSize)
      const offset = read(offsetSize)
      extents.push({ item, inData, from: base + offset, size: read(lengthSize) })
    }
  }
  return extents
}
