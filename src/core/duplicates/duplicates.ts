/** Near-duplicates as the contract has them: groups by level, the best first, and what a person says of them. */
import { readFile } from 'node:fs/promises'
import { basename } from 'node:path'
import type { PhotoApi, PhotoEvents } from '../../shared/contract.ts'
import {
  duplicateLevels,
  type ActionKind,
  type Duplicate,
  type DuplicateGroup,
  type DuplicateLevel,
  type HistoryEntry,
} from '../../shared/domain.ts'
import { SemblanceError } from '../../shared/errors.ts'
import { shownName } from '../../shared/shown-name.ts'
import { sharpnessOf } from '../imaging/sharpness.ts'
import { thumbnailPath } from '../library/thumbnails.ts'
import type { Similarity } from '../search/similarity.ts'
import type { Catalogue } from '../store/catalogue.ts'
import type { PhotoFileRow } from '../store/duplicates.ts'
import { kept } from '../store/kept.ts'
import { bestFirst } from './best-first.ts'
import { foundGroups, groupIdOf, type FoundGroup } from './found-groups.ts'
import { createLooking } from './looking.ts'
import { reasonInWords } from './reasons.ts'

export interface DuplicatesDependencies {
  catalogue: Catalogue
  similarity: Similarity
  thumbnailsDir: string
  arePhotosComing(): boolean
  emit<E extends keyof PhotoEvents>(event: E, value: PhotoEvents[E]): void
}

type Methods = Pick<PhotoApi, 'listDuplicates' | 'findDuplicates' | 'cancelDuplicates' | 'tellApart' | 'keepDuplicates'>

/** Told with a group, the best among them; of more the ids are enough. */
const mostTold = 24
const mostSharpnesses = 20_000
const verdicts: ActionKind[] = ['tell apart', 'keep group']

export function createDuplicates({
  catalogue,
  similarity,
  thumbnailsDir,
  arePhotosComing,
  emit,
}: DuplicatesDependencies) {
  const { duplicates, photos } = catalogue
  const groups = kept(async () => foundGroups(catalogue, await looking.last()))
  const changed = (): void => {
    groups.forget()
    emit('changed', { what: 'duplicates' })
  }
  const looking = createLooking({
    catalogue,
    similarity,
    arePhotosComing,
    onStatus: (status) => emit('duplicates', status),
    onFound: changed,
  })
  const sharpnesses = new Map<string, number | null>()

  /** By the thumbnail, in which photos of all sizes are alike; null where it is not there. */
  async function sharpnessBy(contentHash: string | null): Promise<number | null> {
    if (contentHash === null) return null
    const known = sharpnesses.get(contentHash)
    if (known !== undefined) return known
    const path = thumbnailPath(thumbnailsDir, contentHash)
    const sharpness = await readFile(path).then(sharpnessOf, () => null)
    if (sharpnesses.size >= mostSharpnesses) sharpnesses.clear()
    sharpnesses.set(contentHash, sharpness)
    return sharpness
  }

  /** Of each photo the file that it is shown by. */
  function shownFiles(photoIds: number[]): PhotoFileRow[] {
    const byPhoto = new Map(
      duplicates
        .filesOf(photoIds)
        .toReversed()
        .map((file) => [file.photoId, file]),
    )
    return photoIds.flatMap((photoId) => byPhoto.get(photoId) ?? [])
  }

  async function told(group: FoundGroup): Promise<DuplicateGroup> {
    const { level, photoIds, alike, files } = group
    const shown = files.length > 0 ? files : shownFiles(photoIds)
    const summaries = photos.summaries(photoIds)
    const all = await Promise.all(
      shown.map(async ({ contentHash, ...file }): Promise<Duplicate[]> => {
        const summary = summaries.get(file.photoId)
        return summary
          ? [{ ...summary, ...file, name: shownName(basename(file.path)), sharpness: await sharpnessBy(contentHash) }]
          : []
      }),
    )
    const isOfFiles = files.length > 0
    const { duplicates: sorted, bestReason } = isOfFiles
      ? { duplicates: all.flat(), bestReason: 'it shows the first of these files' }
      : bestFirst(all.flat())
    const reason = reasonInWords(level, { alike, duplicates: sorted, count: files.length || photoIds.length })
    const count = isOfFiles ? files.length : photoIds.length
    return {
      groupId: groupIdOf(group),
      level,
      reason,
      alike,
      photoIds,
      duplicates: sorted.slice(0, mostTold),
      count,
      bestReason,
    }
  }

  function checkKnown(photoIds: number[]): void {
    const unknown = photoIds.find((photoId) => photos.summary(photoId) === null)
    if (unknown !== undefined)
      throw new SemblanceError('NOT_FOUND', `There is no photo ${unknown} in the library. List the groups again.`)
  }

  const methods: Methods = {
    listDuplicates: async ({ offset, limit, level }) => {
      const all = await groups.get()
      const asked = level ? all.filter((group) => group.level === level) : all
      const page: DuplicateGroup[] = []
      for (const group of asked.slice(offset, offset + limit)) page.push(await told(group))
      const countOf = (wanted: DuplicateLevel) => all.filter((group) => group.level === wanted).length
      const counts = Object.fromEntries(duplicateLevels.map((each) => [each, countOf(each)]))
      return {
        status: await looking.status(),
        counts: counts as Record<DuplicateLevel, number>,
        total: asked.length,
        groups: page,
      }
    },
    findDuplicates: looking.find,
    cancelDuplicates: looking.cancel,
    tellApart: async ({ photoId, otherIds }) => {
      const others = [...new Set(otherIds)].filter((otherId) => otherId !== photoId)
      checkKnown([photoId, ...others])
      const pairCount = duplicates.tellApart(photoId, others)
      changed()
      return { pairCount }
    },
    keepDuplicates: async (asked) => {
      const photoIds = [...new Set(asked.photoIds)]
      checkKnown(photoIds)
      duplicates.keep(photoIds)
      changed()
      return { photoCount: photoIds.length }
    },
  }

  return {
    methods,
    /** A step of the history was undone or redone. */
    turned: (entry: HistoryEntry | null): HistoryEntry | null => {
      if (entry && verdicts.includes(entry.kind)) changed()
      return entry
    },
    /** Photos came, went, or are in sight again. */
    forget: () => (groups.forget(), looking.forget()),
    /** All photos were read, or the model has seen them. */
    photosCame: (): void => void looking.findAgain().catch(() => {}),
    close: looking.cancel,
  }
}
