/** Tags and a person's marks. */
import type {
  LabelledPhoto,
  LabelValue,
  PackedMarks,
  PhotoIds,
  ReviewReason,
  TagSummary,
  TaggedPhoto,
} from '../domain.ts'
import type { None } from './none.ts'

export interface TagsApi {
  listTags(args: None): Promise<TagSummary[]>
  /** Returns the existing tag when the name is taken (letter case ignored). */
  createTag(args: { name: string }): Promise<TagSummary>
  renameTag(args: { tagId: number; name: string }): Promise<TagSummary>
  /** Whether a photo has one of the tags right beneath it at most: a yes to one is a no to the others. */
  setExclusive(args: { tagId: number; exclusive: boolean }): Promise<TagSummary>
  /** Removes the tag with its labels and machine tags. Returns how many labels went with it. */
  deleteTag(args: { tagId: number }): Promise<{ removedLabelCount: number }>
  /** Gives a tag's marks and found photos to another one and removes it. Throws NOT_FOUND, INVALID_ARGUMENT. */
  mergeTags(args: { tagId: number; intoTagId: number }): Promise<TagSummary>
  /**
   * A person's marks; `null` takes a mark back. `asked` is why, where the app asked for it (`reviewTag`), or showed it
   * as likely (`rankTag`).
   */
  setLabels(args: {
    tagId: number
    labels: { photoId: number; label: LabelValue | null; asked?: ReviewReason }[]
  }): Promise<TagSummary>
  /** Marks many photos alike, as one step of the history; `null` takes marks back. Throws NOT_FOUND, then for none. */
  labelPhotos(args: {
    tagId: number
    photoIds: PhotoIds
    label: LabelValue | null
    asked?: ReviewReason
  }): Promise<TagSummary>
  /** A tag's marks, in one call. */
  getMarks(args: { tagId: number }): Promise<PackedMarks>
  /** The photos that are marked, newest first; with `label` those of one kind. */
  listLabels(args: {
    tagId: number
    label?: LabelValue
    offset: number
    limit: number
  }): Promise<{ total: number; photos: LabelledPhoto[] }>
  /** Of all that `listTagged` lists, in its order, in one call: base64 of int32, little-endian. Throws NOT_FOUND. */
  getTagged(args: { tagId: number; runId?: number }): Promise<{ photoIds: string }>
  /** Photos that carry the tag: marks first, then found ones, surest first; with `runId` those of one run. */
  listTagged(args: {
    tagId: number
    offset: number
    limit: number
    runId?: number
  }): Promise<{ total: number; photos: TaggedPhoto[] }>
}
