/**
 * A person's labels as examples of several kinds, for fine-tuning: every tag is a kind, and photos that are marked "no"
 * and "yes" for nothing are one more. A quarter of each kind is kept out of training to tell whether it helped.
 */
import { SemblanceError } from '../../shared/errors.ts'
import type { Catalogue } from '../store/catalogue.ts'

export interface LabelExamples {
  photoIds: number[]
  /** 0..C−1. */
  classes: number[]
  /** Kept out of training. */
  asked: boolean[]
}

const fewestKinds = 2
const fewestOfAKind = 5
const fewestLabels = 20
const askedEvery = 4

/** Only labels of photos that are there. Throws NOT_ENOUGH_LABELS, saying how many there should be. */
export function labelExamples(
  { tags, labels }: Pick<Catalogue, 'tags' | 'labels'>,
  isThere: (photoId: number) => boolean,
): LabelExamples {
  const marks = tags.list().map(({ tagId }) => labels.list(tagId).filter(({ photoId }) => isThere(photoId)))
  const [yes, no] = (['yes', 'no'] as const).map((wanted) =>
    marks.map((some) => some.filter(({ label }) => label === wanted).map(({ photoId }) => photoId)),
  )
  const claimed = new Set(yes.flat())
  const noneOfThem = [...new Set(no.flat())].filter((photoId) => !claimed.has(photoId))
  const kinds = [...yes, noneOfThem].filter(({ length }) => length >= fewestOfAKind)
  const count = kinds.reduce((sum, { length }) => sum + length, 0)
  if (kinds.length < fewestKinds || count < fewestLabels) {
    const message = `Refining takes at least ${fewestLabels} marks of ${fewestKinds} kinds, ${fewestOfAKind} or more of each: photos of one tag and of another, or ones that are marked "no". ${count === 0 ? 'There are none yet.' : `There are ${count} of ${kinds.length}.`}`
    throw new SemblanceError('NOT_ENOUGH_LABELS', message)
  }
  return {
    photoIds: kinds.flat(),
    classes: kinds.flatMap((kind, label) => kind.map(() => label)),
    asked: kinds.flatMap((kind) => kind.map((_, i) => i % askedEvery === askedEvery - 1)),
  }
}
