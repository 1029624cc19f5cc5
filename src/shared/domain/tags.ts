/** Tags, a person's marks of them, and the photos that carry them. */
import type { PhotoSummary } from './photos.ts'

export type LabelValue = 'yes' | 'no'

/** Who set a mark: a person by choice, another program's file, or a person asked by an audit. */
export type LabelAuthor = 'person' | 'import' | 'audit'

/** Why a photo is asked about. */
export const reviewReasons = ['likely', 'unsure', 'random', 'typical', 'contradicted'] as const
export type ReviewReason = (typeof reviewReasons)[number]

export interface TagSummary {
  tagId: number
  /** With the tags that it lies in: "Animals/Dogs". */
  name: string
  /** The tag above it, of "Animals/Dogs" that of "Animals"; null at the top. */
  parentId: number | null
  /** A photo has one of the tags right beneath it at most. */
  exclusive: boolean
  /** Marks of the tag itself, without those of tags beneath it. */
  yesCount: number
  noCount: number
  /** Photos that carry a standing machine tag. */
  machineCount: number
  /** Photos that it is shown with: by a mark or a machine tag of it or of a tag beneath it, each once. */
  carriedCount: number
}

/** Photos by their marks, each base64 of int32, little-endian. */
export interface PackedMarks {
  yes: string
  no: string
}

/** A marked photo and how near it is; the marks that weighed most are why a photo is where it is. */
export interface Voter {
  photoId: number
  label: LabelValue
  /** Cosine, [-1, 1]. */
  similarity: number
}

export interface LabelledPhoto extends PhotoSummary {
  label: LabelValue
  author: LabelAuthor
  labelledAtMs: number
  /** Why the app asked for it; null where the photo was freely chosen. */
  asked: ReviewReason | null
}

/** A photo that carries a tag: by a person's mark, or found by a run. */
export interface TaggedPhoto extends PhotoSummary {
  path: string
  /** Null where a run found it. */
  label: LabelValue | null
  runId: number | null
  /** Estimated probability when it was tagged, [0, 1]. */
  confidence: number | null
  voters: Voter[]
}
