/** How a picture was exposed, as its file says (EXIF 2.32). Never throws. */
import ExifReader from 'exifreader'
import type { Exposure } from '../../shared/domain.ts'
import { memoryOf } from './metadata.ts'

const tagNames = [
  'ExposureTime',
  'FNumber',
  'ISOSpeedRatings',
  'ExposureBiasValue',
  'FocalLength',
  'FocalLengthIn35mmFilm',
  'Flash',
]
type Tags = Record<string, { value?: unknown } | undefined>

/** Null where it says nothing of it. The rest of what is written in the file is not looked at: XMP can take long. */
export async function readExposure(bytes: Buffer): Promise<Exposure | null> {
  const exif = await exifOf(bytes)
  const flash = numberOf(exif.Flash)
  const exposure = {
    seconds: positive(exif.ExposureTime),
    fNumber: positive(exif.FNumber),
    iso: positive(exif.ISOSpeedRatings),
    biasStops: numberOf(exif.ExposureBiasValue),
    focalLengthMm: positive(exif.FocalLength),
    focalLength35Mm: positive(exif.FocalLengthIn35mmFilm),
    // Its lowest bit; the others say how it was set.
    flashFired: flash === null ? null : flash % 2 === 1,
  }
  return Object.values(exposure).every((value) => value === null) ? null : exposure
}

async function exifOf(bytes: Buffer): Promise<Tags> {
  try {
    const options = { async: true, expanded: true, includeTags: { exif: tagNames } } as const
    return ((await ExifReader.load(memoryOf(bytes), options)) as { exif?: Tags }).exif ?? {}
  } catch {
    return {}
  }
}

/** Of a number, one in a list, or a fraction as [numerator, denominator]. */
function numberOf(tag?: { value?: unknown }): number | null {
  const value = tag?.value
  const number = Array.isArray(value) ? Number(value[0]) / Number(value[1] ?? 1) : Number(value ?? Number.NaN)
  return Number.isFinite(number) ? number : null
}

/** Cameras write nought for what they do not know. */
function positive(tag?: { value?: unknown }): number | null {
  const number = numberOf(tag)
  return number !== null && number > 0 ? number : null
}
