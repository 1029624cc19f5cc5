/** Photos in the order of a tag's estimated probability. */
import type { PhotoSummary } from './photos.ts'
import type { SimilarityBasis } from './similar.ts'
import type { Voter } from './tags.ts'

/** By estimated probability: from 0.8, from 0.3, and below. */
export type Band = 'sure' | 'ask' | 'no'

export interface RankedPhoto extends PhotoSummary {
  path: string
  /** Estimated probability of yes, [0, 1]. */
  confidence: number
  band: Band
  /** Labelled photos that speak most for its place, strongest first. */
  voters: Voter[]
}

/** Shares in [0, 1]. */
export interface PrecisionRange {
  low: number
  high: number
}

/** A step of the slider: the first `count` photos of a ranking. */
export interface Cutoff {
  count: number
  /** Estimated from the marks; null with too few. */
  precision: PrecisionRange | null
}

export interface TagRanking {
  /** Names this order; pages of it stay the same while marks change. */
  rankingId: string
  basis: SimilarityBasis
  modelVersion: number | null
  /** Photos ranked: neither labelled nor tagged. */
  total: number
  /** Strict to loose. */
  cutoffs: Cutoff[]
  /** Where the slider begins: the last cut-off of which about four in five are right, else a few of the likeliest. */
  suggestedCount: number
  photos: RankedPhoto[]
}

/** How sure a tag is of each photo without it, packed. */
export interface Confidences {
  /** Base64 of int32, little-endian. */
  photoIds: string
  /** Base64 of float32, little-endian, [0, 1]. */
  confidences: string
}
