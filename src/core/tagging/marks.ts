/** A tag's marks as its ranking takes them: its own, those of tags in it, and those of tags that exclude it. */
import type { LabelValue, ReviewReason, TagSummary } from '../../shared/domain.ts'
import { SemblanceError } from '../../shared/errors.ts'
import { sortInTurns } from '../tools/sort-in-turns.ts'
import type { Catalogue } from '../store/catalogue.ts'

export interface Mark {
  photoId: number
  label: LabelValue
  /** Why the app asked; null where the photo was freely chosen. */
  asked: ReviewReason | null
  /** The same for all that were marked in one step. */
  labelledAtMs: number
}

/** Throws NOT_FOUND. */
export function tagOrThrow({ tags }: Pick<Catalogue, 'tags'>, tagId: number): TagSummary {
  const tag = tags.get(tagId)
  if (!tag) throw new SemblanceError('NOT_FOUND', `There is no tag ${tagId}. It may have been deleted.`)
  return tag
}

/**
 * One mark a photo, by time: what was said of the tag itself counts before what follows from others. With turns for
 * others between, also where every photo is marked.
 */
export async function marksOf({ labels, tags }: Catalogue, tagId: number): Promise<Mark[]> {
  const marks = new Map<number, Mark>()
  for (const other of tags.excluding(tagId)) {
    for (const mark of await labels.read(other))
      if (mark.label === 'yes') marks.set(mark.photoId, { ...mark, label: 'no', asked: null })
  }
  for (const within of tags.within(tagId).slice(1)) {
    for (const mark of await labels.read(within)) if (mark.label === 'yes') marks.set(mark.photoId, mark)
  }
  for (const mark of await labels.read(tagId)) marks.set(mark.photoId, mark)
  return sortInTurns([...marks.values()], (a, b) => a.labelledAtMs - b.labelledAtMs)
}

/**
 * Yes that a person chose several at a time: they say what a tag is, and nothing of how often what is shown is right,
 * since what was passed over is not said to be a no.
 */
export function chosenTogether(marks: Mark[]): Mark[] {
  const chosen = marks.filter(({ label, asked }) => label === 'yes' && (asked === null || asked === 'typical'))
  const counts = new Map<number, number>()
  for (const { labelledAtMs } of chosen) counts.set(labelledAtMs, (counts.get(labelledAtMs) ?? 0) + 1)
  return chosen.filter(({ labelledAtMs }) => counts.get(labelledAtMs)! > 1)
}
