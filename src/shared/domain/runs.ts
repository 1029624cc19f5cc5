/** Runs that tag many photos, and the machine tags that they leave. */
import type { PrecisionRange, RankedPhoto } from './rankings.ts'
import type { LabelValue } from './tags.ts'

/** How many of the tagged are right, [0, 1]: a range, or what it is at least. */
export type Estimate = { low: number; high: number } | { bound: number }

export interface TagRun {
  runId: number
  tagId: number
  tagName: string
  modelVersion: number | null
  /** What ranked the photos; null for runs of older versions. */
  scorer: string | null
  auditId: number | null
  /** Of the least sure photo it tagged; null where that is not known. */
  minimumConfidence: number | null
  /** How many photos of the ranking it was for; null for a run that kept to a confidence. */
  cutoffCount: number | null
  estimate: Estimate | null
  taggedCount: number
  createdAtMs: number
  undoneAtMs: number | null
}

/** What the model in use finds in place of what an earlier one found, as many photos as then. */
export interface Renewal {
  modelVersion: number | null
  /** Photos found by an earlier model; what was checked is left as it is. */
  foundCount: number
  /** Found then, and not among as many of now. */
  goingCount: number
  /** Of these, those of the page asked for: `going` least likely first, `coming` likeliest first. */
  going: RankedPhoto[]
  coming: RankedPhoto[]
  /** Estimated of what would be found now; null with too few marks. */
  precision: PrecisionRange | null
}

/** A labelled photo that spoke for or against a machine tag, and how much. */
export type MachineVoter = [photoId: number, label: LabelValue, weight: number]

/** Where a standing machine tag comes from. */
export interface MachineTag {
  photoId: number
  runId: number
  /** [0, 1]; null where the run had none. */
  confidence: number | null
  /** In the scorer's own measure; null for tags of older versions. */
  score: number | null
  scorer: string | null
  modelVersion: number | null
  /** Up to five, strongest first; null for tags of older versions. */
  voters: MachineVoter[] | null
}
