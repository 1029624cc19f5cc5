/**
 * The photos that carry a tag, in the order in which they are shown: marks, newest first, then what was found, surest
 * first. Kept for the tag that is looked at, since page after page is asked for.
 */
import { setImmediate as turn } from 'node:timers/promises'
import type { TaggedPhoto } from '../../shared/domain.ts'
import type { Catalogue } from '../store/catalogue.ts'
import type { LabelRow } from '../store/labels.ts'
import type { StandingTag } from '../store/tag-runs.ts'
import { highestFirst } from './highest-first.ts'

export type Tagged = Pick<TaggedPhoto, 'photoId' | 'label' | 'runId' | 'confidence'> & { tagId: number }
type Of<Row> = Row & { tagId: number }

export type TaggedPhotos = ReturnType<typeof createTaggedPhotos>

export function createTaggedPhotos(catalogue: Catalogue) {
  const { tags, labels, tagRuns, photos } = catalogue
  let kept: { tagId: number; photos: Promise<Tagged[]> } | null = null

  /** A photo once, also where several tags within have it. */
  async function read(tagId: number): Promise<Tagged[]> {
    const within = tags.within(tagId)
    const yes = await ofEach(within, labels.read, ({ label }) => label === 'yes')
    const found = await ofEach(within, tagRuns.machineTags)
    const seen = photos.keptOutIds()
    const isFirst = ({ photoId }: { photoId: number }) => !seen.has(photoId) && seen.add(photoId)
    await turn()
    const marked = yes.sort((a, b) => b.labelledAtMs - a.labelledAtMs).filter(isFirst)
    await turn()
    const all = marked.map(asMarked)
    for (const each of await surestFirst(found)) if (isFirst(each)) all.push(asFound(each))
    return all
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

async function ofEach<Row extends object>(
  tagIds: number[],
  readRows: (tagId: number) => Promise<Row[]>,
  isWanted: (row: Row) => boolean = () => true,
): Promise<Of<Row>[]> {
  const all: Of<Row>[] = []
  for (const tagId of tagIds) {
    for (const row of await readRows(tagId)) if (isWanted(row)) all.push(Object.assign(row, { tagId }))
    await turn()
  }
  return all
}

/** By confidence, then by score, then as they are. */
async function surestFirst(found: Of<StandingTag>[]): Promise<Of<StandingTag>[]> {
  const least = -1e9
  const byScore = highestFirst(Float32Array.from(found, ({ score }) => score ?? least))
  await turn()
  const order = highestFirst(Float32Array.from(byScore, (at) => found[at].confidence ?? least))
  await turn()
  return Array.from(order, (at) => found[byScore[at]])
}

const asMarked = ({ photoId, tagId, label }: Of<LabelRow>): Tagged => {
  return { photoId, tagId, label, runId: null, confidence: null }
}

const asFound = ({ photoId, tagId, runId, confidence }: Of<StandingTag>): Tagged => {
  return { photoId, tagId, label: null, runId, confidence }
}
