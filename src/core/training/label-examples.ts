/**
 * A person's labels as examples of several kinds, for fine-tuning: every tag is a kind, and photos that are marked "no"
 * and "yes" for nothing are one more. A quarter of each kind is kept out of training to tell whether it helped.
 */
import { SemblanceError } from '../../shared/errors.ts'
import { countOf } from '../../shared/format.ts'
import type { Catalogue } from '../store/catalogue.ts'

export interface LabelExamples {
  photoIds: number[]
  /** 0..C−1. */
  classes: number[]
  /** Kept out of training. */
  asked: boolean[]
}

type Marks = Pick<Catalogue, 'tags' | 'labels'>

const fewestKinds = 2
const fewestOfAKind = 5
const fewestLabels = 20
const askedEvery = 4

/** Only labels of photos that are there. Throws NOT_ENOUGH_LABELS, saying how many there should be. */
export function labelExamples(marks: Marks, isThere: (photoId: number) => boolean): LabelExamples {
  const kinds = kindsOf(marks, isThere)
  const missing = missingIn(kinds)
  if (missing) throw new SemblanceError('NOT_ENOUGH_LABELS', missing)
  return {
    photoIds: kinds.flat(),
    classes: kinds.flatMap((kind, label) => kind.map(() => label)),
    asked: kinds.flatMap((kind) => kind.map((_, i) => i % askedEvery === askedEvery - 1)),
  }
}

/** What there is too little of, in words, or null; looks at no more marks than it takes to tell. */
export const refinementMissing = (marks: Marks, isThere: (photoId: number) => boolean): string | null =>
  missingIn(kindsOf(marks, isThere, fewestLabels))

/** Why the model in use cannot be refined, in words, or null. */
export function missingForRefining(catalogue: Catalogue): string | null {
  const { models, photos } = catalogue
  if (!models.active()) return 'There is no model to refine yet.'
  return refinementMissing(catalogue, (photoId) => photos.pixelSlot(photoId) !== null && photos.isShown(photoId))
}

/** With `most`, any so many of each; without, all by time. */
function kindsOf({ tags, labels }: Marks, isThere: (photoId: number) => boolean, most?: number): number[][] {
  const some = (photoIds: Iterable<number>) => firstOf(photoIds, isThere, most ?? Infinity)
  const marked = most === undefined ? labels.markedAs : labels.someMarkedAs
  const ofTags = tags.list().map(({ tagId }) => some(marked(tagId, 'yes')))
  return [...ofTags, some(labels.onlyNo())].filter(({ length }) => length >= fewestOfAKind)
}

function firstOf(photoIds: Iterable<number>, isWanted: (photoId: number) => boolean, most: number): number[] {
  const found: number[] = []
  for (const photoId of photoIds) {
    if (isWanted(photoId)) found.push(photoId)
    if (found.length === most) break
  }
  return found
}

function missingIn(kinds: number[][]): string | null {
  const count = kinds.reduce((sum, { length }) => sum + length, 0)
  if (kinds.length >= fewestKinds && count >= fewestLabels) return null
  const found =
    count === 0
      ? `No kind has ${fewestOfAKind} yet.`
      : `There are ${count < fewestLabels ? count : 'enough, but'} of ${countOf(kinds.length, 'kind')}.`
  return `Refining takes at least ${fewestLabels} marks of ${fewestKinds} kinds, ${fewestOfAKind} or more of each: photos of one tag and of another, or ones that are marked "no". ${found}`
}
