/** How a picture was exposed, as its file says (EXIF 2.32). Never throws. */
import type { Exposure } from '../../shared/domain.ts'
import { groupsOf, type Tags } from './metadata.ts'

const tagNames = [
  'ExposureTime',
  'FNumber',
  'ISOSpeedRatings',
  'ExposureBiasValue',
  'FocalLength',
  'FocalLengthIn35mmFilm',
  'Flash',
]

/** Null where it says nothing of it. */
export async function readExposure(bytes: Buffer): Promise<Exposure | null> {
  const { exif = {} } = (await groupsOf(bytes, tagNames)) ?? {}
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

const listOf = (tag: Tags[string]): number[] => [tag?.value ?? []].flat().map(Number)

/** Written as [numerator, denominator]. */
function fraction(tag: Tags[string]): number | null {
  const [above, below] = listOf(tag)
  return Number.isFinite(above / below) ? above / below : null
}

/** The first, where there are several. */
const first = (tag: Tags[string]): number | null => listOf(tag).find(Number.isFinite) ?? null

/** Cameras write nought for what they do not know. */
const known = (value: number | null): number | null => (value !== null && value > 0 ? value : null)
