/**
 * What makes a file's picture the picture it is: the coded image data without what is written about it (EXIF, XMP,
 * IPTC, comments, previews). Programs that set a rating or a keyword change the file and not this, so that marks hang
 * on it.
 */
import { webcrypto } from 'node:crypto'
import type { Format } from './formats.ts'
import { codestreamRanges, itemRanges } from './boxes.ts'
import { jpegSegments, startOfScan, type Segment } from './jpeg-segments.ts'
import { stripRanges } from './tiff.ts'

/** From, to; to excluded. */
export type Range = [number, number]

const rangesOf: Record<string, (bytes: Buffer) => Range[] | null> = {
  JPEG: jpegRanges,
  PNG: pngRanges,
  WebP: webpRanges,
  TIFF: stripRanges,
  AVIF: itemRanges,
  HEIC: itemRanges,
  'JPEG XL': codestreamRanges,
}

/** SHA-256 in hex, off the calling thread. */
export async function sha256(bytes: Uint8Array): Promise<string> {
  return Buffer.from(await webcrypto.subtle.digest('SHA-256', bytes as Uint8Array<ArrayBuffer>)).toString('hex')
}

/** The same of the picture alone; of the whole file where its parts cannot be told. Never throws. */
export async function pictureHash(bytes: Buffer, format: Format | null): Promise<string> {
  const ranges = format ? safely(() => rangesOf[format.name]?.(bytes) ?? null) : null
  const isSound =
    ranges !== null && ranges.length > 0 && ranges.every(([from, to]) => from >= 0 && from < to && to <= bytes.length)
  return sha256(isSound ? Buffer.concat(ranges.map(([from, to]) => bytes.subarray(from, to))) : bytes)
}

function safely<T>(work: () => T | null): T | null {
  try {
    return work()
  } catch {
    // Read past the end: a damaged file is its bytes.
    return null
  }
}

const isAbout = (marker: number) => (marker >= 0xe0 && marker <= 0xef) || marker === 0xfe

/** Null where no scan comes: tables alone are the same in many pictures. */
function jpegRanges(bytes: Buffer): Range[] | null {
  const segments = [...jpegSegments(bytes)]
  // Adobe's own segment says how colours are coded.
  const isPicture = ({ marker, from }: Segment) =>
    !isAbout(marker) || (marker === 0xee && bytes.toString('latin1', from + 4, from + 9) === 'Adobe')
  const hasScan = segments.some(({ marker, dataFrom }) => marker === startOfScan && dataFrom < bytes.length)
  return hasScan ? segments.filter(isPicture).map(({ from, to }): Range => [from, to]) : null
}

const pngPicture = new Set(['IHDR', 'PLTE', 'tRNS', 'IDAT', 'acTL', 'fcTL', 'fdAT'])

function pngRanges(bytes: Buffer): Range[] | null {
  const ranges: Range[] = []
  let hasPixels = false
  for (let at = 8; at + 12 <= bytes.length; at += 12 + bytes.readUInt32BE(at)) {
    const end = at + 8 + bytes.readUInt32BE(at)
    const kind = bytes.toString('latin1', at + 4, at + 8)
    hasPixels ||= kind === 'IDAT'
    if (pngPicture.has(kind)) ranges.push([at + 4, Math.min(end, bytes.length)])
  }
  return hasPixels ? ranges : null
}

const webpPicture = new Set(['VP8 ', 'VP8L', 'ALPH', 'ANIM', 'ANMF'])

function webpRanges(bytes: Buffer): Range[] {
  const ranges: Range[] = []
  for (let at = 12; at + 8 <= bytes.length;) {
    const size = bytes.readUInt32LE(at + 4)
    if (webpPicture.has(bytes.toString('latin1', at, at + 4))) ranges.push([at, Math.min(at + 8 + size, bytes.length)])
    at += 8 + size + (size % 2)
  }
  return ranges
}
