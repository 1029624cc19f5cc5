/**
 * RAW files by the biggest JPEG that the camera put into them. exiftool finds it in a copy, so that no original is ever
 * in its hands.
 */
import { readFile, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { ExifTool } from 'exiftool-vendored'
import sharp from 'sharp'
import { noRoom, SemblanceError } from '../../shared/errors.ts'
import { removed, temporaryFolder } from '../tools/temporaries.ts'
import { outOfTime, whyNoExiftool, withExiftool } from './exiftool.ts'
import { jpegSegments, startOfScan } from './jpeg-segments.ts'

const previewTags = ['JpgFromRaw', 'PreviewImage', 'OtherImage', 'ThumbnailImage']
/** What is shown and filed by. */
const aboutTags =
  'Orientation DateTimeOriginal CreateDate ModifyDate SubSecTime* Make Model LensModel Rating GPS:all'.split(' ')
const startOfImage = Buffer.from([0xff, 0xd8])
const aboutMarker = 0xe1

/**
 * A JPEG, with what the RAW file says in place of what it says itself: how it lies, date, camera, place. Throws
 * IMAGE_UNREADABLE with the reason in plain words.
 */
export async function rawPreview(bytes: Uint8Array, name: string): Promise<Buffer> {
  const missing = await whyNoExiftool()
  if (missing) throw new SemblanceError('IMAGE_UNREADABLE', needsExiftool(missing))
  try {
    return await withCopy(bytes, name, (dir, copy) => withExiftool((tool) => extract(tool, dir, copy)))
  } catch (error) {
    throw new SemblanceError('IMAGE_UNREADABLE', plainReason(error as Error), { cause: error })
  }
}

async function withCopy<T>(
  bytes: Uint8Array,
  name: string,
  work: (dir: string, copy: string) => Promise<T>,
): Promise<T> {
  const dir = temporaryFolder('semblance-raw-')
  try {
    const copy = join(dir, `raw.${/\.([a-z0-9]+)[. ]*$/i.exec(name)?.[1] ?? 'dng'}`)
    await writeFile(copy, bytes)
    return await work(dir, copy)
  } finally {
    removed(dir)
  }
}

async function extract(tool: ExifTool, dir: string, copy: string): Promise<Buffer> {
  const [preview, about] = [join(dir, 'preview.jpg'), join(dir, 'about.jpg')]
  await tool.extractBinaryTag(await biggestPreview(tool, copy), copy, preview)
  await sharp({ create: { width: 1, height: 1, channels: 3, background: 'grey' } })
    .jpeg()
    .toFile(about)
  const writeArgs = ['-tagsFromFile', copy, ...aboutTags.map((tag) => `-${tag}`), '-overwrite_original']
  await tool.write(about, {}, { writeArgs })
  return withWords(await readFile(preview), await readFile(about))
}

/** By its size in bytes: "SubIFD1:PreviewImage". */
async function biggestPreview(tool: ExifTool, copy: string): Promise<string> {
  const tags = await tool.readRaw(copy, { readArgs: ['-a', '-G1', ...previewTags.map((tag) => `-${tag}`)] })
  const sizes = Object.entries(tags).flatMap(([tag, value]) => {
    const size = /Binary data (\d+) bytes/.exec(String(value))?.[1]
    return size ? [{ tag, sizeBytes: Number(size) }] : []
  })
  const [biggest] = sizes.sort((a, b) => b.sizeBytes - a.sizeBytes)
  if (!biggest) throw noPreview
  return biggest.tag
}

/** The picture of one JPEG with what is written about another. */
function withWords(picture: Buffer, about: Buffer): Buffer {
  const words = [...jpegSegments(about)].filter(({ marker }) => marker === aboutMarker)
  const parts = [startOfImage, ...words.map(({ from, to }) => about.subarray(from, to))]
  for (const { marker, from, to } of jpegSegments(picture)) {
    if (marker === startOfScan) return Buffer.concat([...parts, picture.subarray(from)])
    if (marker !== aboutMarker) parts.push(picture.subarray(from, to))
  }
  throw noPreview
}

const noPreview = new Error('no preview')

const needsExiftool = (missing: string) =>
  `RAW: needs exiftool, and ${missing}. Install it and start Semblance again, or export JPEGs beside the RAW files.`

function plainReason(error: NodeJS.ErrnoException): string {
  if (error === noPreview) return 'The RAW file has no picture in it that can be shown. Export a JPEG beside it.'
  if (error === outOfTime) return 'The RAW file took more than a minute to read and was given up.'
  const full = noRoom(error, tmpdir())
  if (full !== null) return `${full} and index again: the RAW file is copied to be read.`
  if (error.code) return `The RAW file could not be copied to ${tmpdir()} to be read (${error.code}).`
  return 'The RAW file is damaged: exiftool could not read it.'
}
