/** One photo with all that is known of it: its files, what they say, its tags. */
import type { KeptOut, PhotoSummary } from './photos.ts'
import type { LabelValue } from './tags.ts'

export type FileState = 'found' | 'decoded' | 'failed' | 'gone'

export interface PhotoFile {
  path: string
  sizeBytes: number
  modifiedAtMs: number
  state: FileState
}

export interface PhotoTag {
  tagId: number
  name: string
  /** A person's yes or no, or null when only a machine tagged it. */
  label: LabelValue | null
  /** Confidence in [0, 1] of the standing machine tag, or null. */
  confidence: number | null
  runId: number | null
}

/**
 * Where a photo's date comes from: what its file says, in that order, its name, its folder's name, or the file's time.
 */
export type DateOrigin = 'taken' | 'digitized' | 'written' | 'xmp' | 'iptc' | 'file name' | 'folder name' | 'file time'

/** What a photo's file says of it. */
export interface PhotoFacts {
  /** By content: "JPEG"; null for photos of older versions. */
  format: string | null
  dateOrigin: DateOrigin | null
  camera: string | null
  lens: string | null
  /** Stars in the file, 0 to 5. */
  rating: number | null
  /** Degrees; both or neither. */
  latitude: number | null
  longitude: number | null
}

/** How it was exposed, as far as its file says. */
export interface Exposure {
  seconds: number | null
  fNumber: number | null
  iso: number | null
  /** How much brighter than measured, in stops. */
  biasStops: number | null
  focalLengthMm: number | null
  /** Of the lens that shows as much on 35 mm film. */
  focalLength35Mm: number | null
  flashFired: boolean | null
}

export interface PhotoDetail extends PhotoSummary, PhotoFacts {
  contentHash: string
  /** Where it was taken, by an English name; null where that is not known, and at sea. */
  country: string | null
  /** A person's stars; `rating` is the file's. */
  ownRating: number | null
  keptOut: KeptOut | null
  /** The photo that stood at its path before another program changed the picture. */
  editedFrom: number | null
  /** That photo's marks which this one does not have (`takeOverMarks`). */
  offeredMarkCount: number
  /** The same of a person's favourite and stars; false, null where it brings nothing. */
  offeredFavourite: boolean
  offeredStars: number | null
  /** What is missing of a picture that is shown as far as it goes. */
  damage: string | null
  files: PhotoFile[]
  tags: PhotoTag[]
}

export interface ProblemFile {
  fileId: number
  path: string
  reason: string
  attempts: number
  lastTriedAtMs: number
}
