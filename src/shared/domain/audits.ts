/** Audits: from a random sample, how many of the likeliest photos are right. */
import type { RankedPhoto } from './rankings.ts'
import type { LabelValue } from './tags.ts'

/** Of a ranking that stays as it is, random photos are asked about, to tell how often it is right. */
export interface Audit {
  auditId: number
  tagId: number
  modelVersion: number | null
  scorer: string
  seed: number
  /** The share of right ones that is to be shown, [0, 1]. */
  wanted: number
  /** How many photos from the top, strict to loose. */
  cutoffs: number[]
  /** What came of it, as who ended it wrote it. */
  bound: object | null
  answers: AuditAnswer[]
  createdAtMs: number
  endedAtMs: number | null
}

export interface AuditAnswer {
  photoId: number
  value: LabelValue
  answeredAtMs: number
}

/** A cut-off that an audit tries. */
export interface AuditedCutoff {
  count: number
  askedCount: number
  rightCount: number
  /** At least this share is right, at 95 % confidence; null before it is shown or where it failed. */
  bound: number | null
  state: 'open' | 'passed' | 'failed'
}

export interface AuditStatus {
  auditId: number
  tagId: number
  /** The share that is to be shown, [0, 1]. */
  wanted: number
  /** Strict to loose. */
  cutoffs: AuditedCutoff[]
  /** Null when it has ended. */
  next: RankedPhoto | null
  askedCount: number
  /** How many more at most. */
  remainingCount: number
}
