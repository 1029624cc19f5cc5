/** Models that learning made, what they were judged by, and how two of them see. */
import type { BackboneName, ObjectiveName } from './learning.ts'
import type { PhotoSummary } from './photos.ts'

/** Of marks asked about, the share [0, 1] that the others vote right. */
export interface LabelAgreement {
  share: number
  count: number
}

/** What a model was judged by before it was put to use. */
export interface ModelScores {
  /** Of random pairs of photos, [-1, 1]: near 1 everything looks alike. */
  meanSimilarity: number
  /** By the user's marks, of this model and of the one in use before; null where there was none. */
  agreement: LabelAgreement
  agreementBefore: LabelAgreement | null
  /** Of changed views of photos, whether the nearest is of the same photo; absent where there was no model before. */
  viewAgreement?: LabelAgreement
  viewAgreementBefore?: LabelAgreement
}

/**
 * The encoder that ships with the app as it is, a run without labels, one with a person's marks, or another library's.
 */
export type ModelOrigin = 'starter' | 'trained' | 'refined' | 'imported'

export interface ModelSummary {
  modelVersion: number
  createdAtMs: number
  origin: ModelOrigin
  /** Its check kept it out of use, and no person has put it to use since. */
  refused: boolean
  backbone: BackboneName
  objective: ObjectiveName
  embeddingSize: number
  photoCount: number
  trainingSeconds: number
  imagesPerSecond: number
  /** How often learning saw each photo; null for models of older versions, refined and imported ones. */
  visitCount: number | null
  /** SHA-256 over the content of the photos it learnt from; null for models of older versions. */
  datasetFingerprint: string | null
  scores: ModelScores | null
  active: boolean
}

/** What an export wrote. */
export interface ExportedModel {
  dir: string
  /** Names inside `dir`. */
  files: string[]
  photoCount: number
}

/** Nearest neighbours by two models, nearest first, of photos that both have seen. */
export interface NeighbourComparison {
  inUseVersion: number
  /** The one that was in use before it. */
  otherVersion: number
  /** Three, or fewer of a small library: typical ones of unlike kinds, the same each time. */
  photos: { photo: PhotoSummary; inUse: ComparedNeighbour[]; other: ComparedNeighbour[] }[]
}

export interface ComparedNeighbour extends PhotoSummary {
  /** Cosine, [-1, 1]. */
  similarity: number
}
