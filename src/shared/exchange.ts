/** What goes out of the library and comes in: tags as rows, keywords, sidecars. Imports only the domain types. */
import type { LabelAuthor, LabelValue } from './domain.ts'

/** A tag of a photo and where it comes from. */
export interface TagRow {
  tag: string
  /** A person's mark, or that a machine tag stands where there is none. */
  value: LabelValue | 'machine'
  author: LabelAuthor | 'machine'
  /** Of the standing machine tag, as those that follow; null where there is none, or where its run had none. */
  confidence: number | null
  /** In the scorer's own measure. */
  score: number | null
  scorer: string | null
  run: number | null
  modelVersion: number | null
  /** Of the mark, else of the run. */
  timeMs: number
}

/** A file that nothing could be done with, and why. */
export interface FileProblem {
  path: string
  reason: string
}

/** What looking at the next photos came to. */
export interface PhotoPage {
  /** Go on after this photo; null at the end. */
  last: number | null
  /** Photos looked at now, and in the library. */
  photoCount: number
  totalCount: number
  problems: FileProblem[]
}

/** A keyword that other programs wrote about photos, as the tag that it would be: levels between slashes. */
export interface FoundKeyword {
  name: string
  photoCount: number
  /** Of these photos, those that have no mark of that tag: what importing marks. */
  newCount: number
  /** Null where the tag would be made. */
  tagId: number | null
}

export interface FoundKeywords extends PhotoPage {
  /** On all photos looked at so far, most frequent first. */
  keywords: FoundKeyword[]
}

/**
 * How sidecars are named: as they are found, else with the photo's whole name ("a.jpg.xmp": darktable, digiKam); always
 * so; or with the name without its ending ("a.xmp": Lightroom).
 */
export const sidecarNamings = ['found', 'full', 'short'] as const
export type SidecarNaming = (typeof sidecarNamings)[number]

/** What writing would change in the sidecar of a photo's file. */
export interface SidecarChange {
  photoPath: string
  /** Of the sidecar. */
  path: string
  isNew: boolean
  /** Keywords, levels between slashes. */
  added: string[]
  removed: string[]
  /** Of the sidecar before and after: writing is refused where either is no more so. */
  hash: string
}

export interface SidecarPreview extends PhotoPage {
  changes: SidecarChange[]
}
