/**
 * The photos that carry a tag, in the order in which they are shown: marks, newest first, then what was found, surest
 * first. Kept for the tag that is looked at, since page after page is asked for.
 */
import { setImmediate as turn } from 'node:timers/promises'
import type { TaggedPhoto } from '../../shared/domain.ts'
import { sortInTurns } from '../tools/sort-in-turns.ts'
import type { Catalogue } from '../store/catalogue.ts'
import type { LabelRow } from '../store/labels.ts'
import type { StandingTag } from '../store/tag-runs.ts'

export type Tagged = Pick<TaggedPhoto, 'photoId' | 'label' | 'runId' | 'confidence'> & { tagId: number }
type Of<Row> = Row & { tagId: number }

/** Rows between two turns: a millisecond or two. */
const atOnce = 1000

export type TaggedPhotos = ReturnType<typeof createTaggedPhotos>

export function createTaggedPhotos(catalogue: Catalogue) {
  const { tags, labels, tagRuns, photos } = catalogue
  let kept: { tagId: number; photos: Promise<Tagged[]> } | null = null

  /** A photo once, also where several tags within have it. */
  async function read(tagId: number): Promise<Tagged[]> {
    const within = tags.within(tagId)
    const marks = await ofEach(within, labels.read)
    const yes = await newestFirst(marks, ({ label }) => label === 'yes')
    const found = await surestFirst(await ofEach(within, tagRuns.machineTags))
    // What is a no to the tag itself is one, whatever is said of those beneath it.
    const seen = photos.keptOutIds()
    for (const { tagId: of, label, photoId } of marks) if (of === tagId && label === 'no') seen.add(photoId)
    return [...(await firstOfEach(yes, seen, asMarked)), ...(await firstOfEach(found, seen, asFound))]
  }

  return {
    of: (tagId: number): Promise<Tagged[]> => {
      if (kept?.tagId !== tagId) kept = { tagId, photos: read(tagId) }
      return kept.photos
    },
    /** Marks, tags or photos changed. */
    forget: (): void => void (kept = null),
  }
}

/** Of photos that were not `seen` before, with turns for others between. */
async function firstOfEach<Row extends { photoId: number }>(
  rows: Row[],
  seen: Set<number>,
  as: (row: Row) => Tagged,
): Promise<Tagged[]> {
  const first: Tagged[] = []
  for (const [at, row] of rows.entries()) {
    if (at % atOnce === 0) await turn()
    if (!seen.has(row.photoId)) first.push(as(row))
    seen.add(row.photoId)
  }
  return first
}

async function ofEach<Row extends object>(
  tagIds: number[],
  readRows: (tagId: number) => Promise<Row[]>,
): Promise<Of<Row>[]> {
  const all: Of<Row>[] = []
  for (const tagId of tagIds) {
    for (const row of await readRows(tagId)) {
      if (all.length % atOnce === 0) await turn()
      all.push(Object.assign(row, { tagId }))
    }
  }
  return all
}

export const newestFirst = <Row extends { labelledAtMs: number }>(marks: Row[], isWanted: (mark: Row) => boolean) =>
  sortInTurns(marks.filter(isWanted), (a, b) => b.labelledAtMs - a.labelledAtMs)

const lowest = -Number.MAX_VALUE

/** By confidence, then by score, then as they are. */
const surestFirst = (found: Of<StandingTag>[]) =>
  sortInTurns(
    found,
    (a, b) => (b.confidence ?? lowest) - (a.confidence ?? lowest) || (b.score ?? lowest) - (a.score ?? lowest),
  )

const asMarked = ({ photoId, tagId, label }: Of<LabelRow>): Tagged => {
  return { photoId, tagId, label, runId: null, confidence: null }
}

const asFound = ({ photoId, tagId, runId, confidence }: Of<StandingTag>): Tagged => {
  return { photoId, tagId, label: null, runId, confidence }
}
