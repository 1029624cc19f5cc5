/** What is written about a picture in its file: EXIF, XMP and IPTC, wherever in the file they stand. Never throws. */
import { promisify } from 'node:util'
import { brotliDecompress, inflate } from 'node:zlib'
import { DOMParser } from '@xmldom/xmldom'
import ExifReader from 'exifreader'
import type { DateOrigin, PhotoFacts } from '../../shared/domain.ts'
import { readDate } from './date-text.ts'

export interface Dated {
  /** The camera's local time read as UTC. */
  dateMs: number
  origin: DateOrigin
}

export interface Metadata extends Omit<PhotoFacts, 'format' | 'dateOrigin'> {
  date: Dated | null
}

export const noMetadata: Metadata = {
  date: null,
  camera: null,
  lens: null,
  rating: null,
  latitude: null,
  longitude: null,
}

export type Tags = Record<string, { description?: unknown; value?: unknown } | undefined>
interface Groups {
  exif?: Tags
  xmp?: Tags
  iptc?: Tags
  gps?: { Latitude?: number; Longitude?: number }
}

// Broken XMP is passed over without a word.
const domParser = new DOMParser({ onError: () => {} })
/** What is larger when it is unpacked says nothing of photos. */
const limit = { maxOutputLength: 16_000_000 }
const decompress = {
  brotli: (bytes: Uint8Array) => promisify(brotliDecompress)(bytes, limit),
  deflate: (bytes: Uint8Array) => promisify(inflate)(bytes, limit),
}

export async function readMetadata(bytes: Buffer): Promise<Metadata> {
  const groups = await groupsOf(bytes)
  if (!groups) return noMetadata
  const { exif = {}, xmp = {}, gps } = groups
  const place =
    gps?.Latitude !== undefined &&
    gps.Longitude !== undefined &&
    Number.isFinite(gps.Latitude) &&
    Number.isFinite(gps.Longitude)
  return {
    date: dateOf(groups),
    camera: cameraOf(text(exif.Make), text(exif.Model)),
    lens: text(exif.LensModel) || text(xmp.Lens) || null,
    rating: ratingOf(text(xmp.Rating) || text(exif.Rating)),
    latitude: place ? gps.Latitude! : null,
    longitude: place ? gps.Longitude! : null,
  }
}

/** Lists of words in a file: what each list of its XMP says, by the list's name there, and the keywords of its IPTC. */
export async function readLists(bytes: Buffer): Promise<{ xmp(name: string): string[]; iptcKeywords: string[] }> {
  const { xmp = {}, iptc = {} } = (await groupsOf(bytes)) ?? {}
  return { xmp: (name) => words(xmp[name]?.value), iptcKeywords: words(iptc.Keywords) }
}

/** One word, or several, each by itself or with what is said of it. */
function words(said: unknown): string[] {
  if (Array.isArray(said)) return said.flatMap(words)
  const word = typeof said === 'string' ? said.trim() : text(said as Tags[string])
  return word === '' ? [] : [word]
}

/** Null where nothing can be read. Of `exifTags` alone where they are named: XMP can take long. */
export async function groupsOf(bytes: Buffer, exifTags?: string[]): Promise<Groups | null> {
  const includeTags = exifTags && { exif: exifTags }
  const options = { async: true, expanded: true, domParser, decompress, includeTags } as const
  try {
    return (await ExifReader.load(memoryOf(bytes), options)) as Groups
  } catch {
    // Nothing is written there, or nothing that can be read: the picture may still be fine.
    return null
  }
}

/** What holds them and nothing else: a Buffer would be copied, 30 ms for 30 MB. */
function memoryOf({ buffer, byteOffset, byteLength }: Buffer): ArrayBuffer {
  const isWhole = byteOffset === 0 && byteLength === buffer.byteLength
  return (isWhole ? buffer : buffer.slice(byteOffset, byteOffset + byteLength)) as ArrayBuffer
}

const text = (tag?: { description?: unknown; value?: unknown }): string =>
  String(tag?.description ?? '')
    .replaceAll('\0', '')
    .trim()

/** The first that is a date at all: cameras without a clock write blanks, zeros and the thirtieth of February. */
function dateOf({ exif = {}, xmp = {}, iptc = {} }: Groups): Dated | null {
  const candidates: [DateOrigin, string, string?][] = [
    ['taken', text(exif.DateTimeOriginal), text(exif.SubSecTimeOriginal)],
    ['digitized', text(exif.DateTimeDigitized) || text(exif.CreateDate), text(exif.SubSecTimeDigitized)],
    ['xmp', text(xmp.DateTimeOriginal)],
    ['xmp', text(xmp.DateCreated)],
    ['iptc', `${text(iptc['Date Created'])} ${text(iptc['Time Created'])}`.trim()],
    ['xmp', text(xmp.CreateDate)],
    ['written', text(exif.DateTime) || text(exif.ModifyDate), text(exif.SubSecTime)],
  ]
  for (const [origin, date, fraction] of candidates) {
    const dateMs = readDate(date, fraction)
    if (dateMs !== null) return { dateMs, origin }
  }
  return null
}

/** Makers that repeat their name in the model are named once. */
function cameraOf(make: string, model: string): string | null {
  const first = make.split(' ')[0].toLowerCase()
  const name = first !== '' && model.toLowerCase().startsWith(first) ? model : `${make} ${model}`.trim()
  return name === '' ? null : name
}

function ratingOf(stars: string): number | null {
  const rating = Number.parseInt(stars, 10)
  return rating >= 0 && rating <= 5 ? rating : null
}
