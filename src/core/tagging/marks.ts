/** A tag's marks as its ranking takes them: its own, those of tags in it, and those of tags that exclude it. */
import type { LabelValue, TagSummary } from '../../shared/domain.ts'
import { SemblanceError } from '../../shared/errors.ts'
import type { Catalogue } from '../store/catalogue.ts'

export interface Mark {
  photoId: number
  label: LabelValue
}

/** Throws NOT_FOUND. */
export function tagOrThrow({ tags }: Pick<Catalogue, 'tags'>, tagId: number): TagSummary {
  const tag = tags.get(tagId)
  if (!tag) throw new SemblanceError('NOT_FOUND', `There is no tag ${tagId}. It may have been deleted.`)
  return tag
}

/** The tag and all that lie in it. */
export function tagIdsWithin({ tags }: Pick<Catalogue, 'tags'>, tagId: number): number[] {
  const within = [tagId]
  // A tag follows the one it lies in.
  for (const tag of tags.list()) if (tag.parentId !== null && within.includes(tag.parentId)) within.push(tag.tagId)
  return within
}

/** Tags that a photo with this one has not: the others of exclusive groups that it lies in, and what is in them. */
export function tagIdsExcluding(catalogue: Pick<Catalogue, 'tags'>, tagId: number): number[] {
  const all = catalogue.tags.list()
  const find = (id: number | null) => all.find((tag) => tag.tagId === id)
  const excluding: number[] = []
  for (let tag = find(tagId); tag?.parentId != null; tag = find(tag.parentId)) {
    const { tagId: own, parentId } = tag
    if (!find(parentId)?.exclusive) continue
    const others = all.filter((other) => other.parentId === parentId && other.tagId !== own)
    excluding.push(...others.flatMap((other) => tagIdsWithin(catalogue, other.tagId)))
  }
  return excluding
}

/** One mark a photo: what was said of the tag itself counts before what follows from others. */
export function marksOf(catalogue: Catalogue, tagId: number): Mark[] {
  const marks = new Map<number, LabelValue>()
  for (const photoId of catalogue.labels.excludedPhotos(tagId)) marks.set(photoId, 'no')
  for (const within of tagIdsWithin(catalogue, tagId).slice(1)) {
    for (const { photoId, label } of catalogue.labels.list(within)) if (label === 'yes') marks.set(photoId, 'yes')
  }
  for (const { photoId, label } of catalogue.labels.list(tagId)) marks.set(photoId, label)
  return Array.from(marks, ([photoId, label]) => ({ photoId, label }))
}
