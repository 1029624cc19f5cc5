/** Similar photos: what is looked for, and what is found. */
import type { PhotoSummary } from './photos.ts'

/** A part of a photo, in shares of its upright width and height, [0, 1]. */
export interface Region {
  x: number
  y: number
  width: number
  height: number
}

/**
 * What to look for: a photo of the library, or an image's bytes with its file's name, which tells RAW files; of either
 * a part. With `minus` what is not looked for.
 */
export type QueryExample = ({ photoId: number } | { imageBase64: string; name?: string }) & {
  region?: Region
  minus?: boolean
}

/** Not all of them minus. */
export type SimilarQuery = QueryExample[]
export const mostExamples = 24

/** What similarity was computed from. `colour` serves before any model is ready, and for photos it has not seen yet. */
export type SimilarityBasis = 'encoder' | 'colour'

/** Cut-offs in words, strictest first: what is the same shot is the same scene and the same kind, too. */
export const similarityLevels = ['shot', 'scene', 'kind'] as const
export type SimilarityLevel = (typeof similarityLevels)[number]

export interface SimilarPhoto extends PhotoSummary {
  path: string
  /** Cosine similarity in [-1, 1], higher is nearer; less what a photo is nearer to an example of minus. */
  similarity: number
  /** The strictest that it reaches beside the nearest example. Null for none, and where levels are not known. */
  level: SimilarityLevel | null
  /** The result before it that it is the same shot as. */
  foldedUnder: number | null
  /** The part of it that is more similar than all of it; null where all of it is, and where no part was looked for. */
  region: Region | null
}

export interface SimilarPhotos {
  basis: SimilarityBasis
  /** With `colour` the model in use, which has not seen the photo yet; null where there is none. */
  modelVersion: number | null
  /** Time the search itself took, milliseconds. */
  durationMs: number
  /** Photos of the library at each level, those at stricter ones among them. Null where levels are not known. */
  levelCounts: Record<SimilarityLevel, number> | null
  /** Photos of the library whose regions were compared, too; null where no part of a photo was looked for. */
  regionPhotoCount: number | null
  results: SimilarPhoto[]
}
