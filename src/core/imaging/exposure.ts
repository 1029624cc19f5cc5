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
  const flash = first(exif.Flash)
  const exposure = {
    seconds: known(fraction(exif.ExposureTime)),
    fNumber: known(fraction(exif.FNumber)),
    iso: known(first(exif.ISOSpeedRatings)),
    biasStops: fraction(exif.ExposureBiasValue),
    focalLengthMm: known(fraction(exif.FocalLength)),
    focalLength35Mm: known(first(exif.FocalLengthIn35mmFilm)),
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

const listOf = (tag?: { value?: unknown }): number[] => [tag?.value ?? []].flat().map(Number)

/** Written as [numerator, denominator]. */
function fraction(tag?: { value?: unknown }): number | null {
  const [above, below] = listOf(tag)
  return Number.isFinite(above / below) ? above / below : null
}

/** The first, where there are several. */
const first = (tag?: { value?: unknown }): number | null => listOf(tag).find(Number.isFinite) ?? null

/** Cameras write nought for what they do not know. */
const known = (value: number | null): number | null => (value !== null && value > 0 ? value : null)
