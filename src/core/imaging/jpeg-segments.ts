/** The segments that a JPEG consists of (ITU T.81, annex B). Pure. */

export interface Segment {
  marker: number
  /** Where the marker stands. */
  from: number
  /** Behind the header of a scan, where its data begins. */
  dataFrom: number
  /** To excluded; with the data of a scan. */
  to: number
}

export const startOfScan = 0xda
const endOfImage = 0xd9

/** Up to the end of the first image; what lies behind (previews, films) is not looked at. */
export function* jpegSegments(bytes: Buffer): Generator<Segment> {
  for (let at = 2; at + 4 <= bytes.length && bytes[at] === 0xff;) {
    const marker = bytes[at + 1]
    if (marker === 0xff) {
      at++
      continue
    }
    if (marker === endOfImage) return
    const dataFrom = at + 2 + bytes.readUInt16BE(at + 2)
    const to = Math.min(marker === startOfScan ? endOfScan(bytes, dataFrom) : dataFrom, bytes.length)
    yield { marker, from: at, dataFrom, to }
    at = to
  }
}

/** Where the next marker stands that is neither a stuffed byte nor a restart. */
function endOfScan(bytes: Buffer, from: number): number {
  for (let at = bytes.indexOf(0xff, from); at >= 0; at = bytes.indexOf(0xff, at + 1)) {
    const next = bytes[at + 1]
    if (next !== 0 && next !== 0xff && !(next >= 0xd0 && next <= 0xd7)) return at
  }
  return bytes.length
}
