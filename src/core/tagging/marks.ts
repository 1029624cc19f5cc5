/** A tag's marks as its ranking takes them: its own, those of tags in it, and those of tags that exclude it. */
import type { LabelValue, ReviewReason, TagSummary } from '../../shared/domain.ts'
import { SemblanceError } from '../../shared/errors.ts'
import type { Catalogue } from '../store/catalogue.ts'

export interface Mark {
  photoId: number
  label: LabelValue
  /** Why the app asked; null where the photo was freely chosen. */
  asked: ReviewReason | null
}

/** Throws NOT_FOUND. */
export function tagOrThrow({ tags }: Pick<Catalogue, 'tags'>, tagId: number): TagSummary {
  const tag = tags.get(tagId)
  if (!tag) throw new SemblanceError('NOT_FOUND', `There is no tag ${tagId}. It may have been deleted.`)
  return tag
}

/** One mark a photo: what was said of the tag itself counts before what follows from others. */
export function marksOf(catalogue: Catalogue, tagId: number): Mark[] {
  const marks = new Map<number, Omit<Mark, 'photoId'>>()
  for (const photoId of catalogue.labels.excludedPhotos(tagId)) marks.set(photoId, { label: 'no', asked: null })
  for (const within of catalogue.tags.within(tagId).slice(1)) {
    for (const { photoId, label, asked } of catalogue.labels.list(within))
      if (label === 'yes') marks.set(photoId, { label, asked })
  }
  for (const { photoId, label, asked } of catalogue.labels.list(tagId)) marks.set(photoId, { label, asked })
  return Array.from(marks, ([photoId, mark]) => ({ photoId, ...mark }))
}
