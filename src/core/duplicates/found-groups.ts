/** All groups as they stand: what the last look found and photos of several files, without what a person put aside. */
import { createHash } from 'node:crypto'
import { setImmediate as turn } from 'node:timers/promises'
import { duplicateLevels, type DuplicateLevel } from '../../shared/domain.ts'
import { isFilm, isRawBeside } from '../library/companions.ts'
import type { Catalogue } from '../store/catalogue.ts'
import type { DuplicateLook, PhotoFileRow } from '../store/duplicates.ts'
import { createGrouping, type Apart } from './grouping.ts'

export interface FoundGroup {
  level: DuplicateLevel
  photoIds: number[]
  alike: number
  /** Of one photo that has several; else empty. */
  files: PhotoFileRow[]
}

/** Some milliseconds' worth. */
const [photosAtATime, pairsAtATime] = [500, 2000]

type Store = Pick<Catalogue, 'duplicates'>

/** The surest level first, then those whose first photo came last. */
export async function foundGroups(catalogue: Store, look: DuplicateLook | null): Promise<FoundGroup[]> {
  const kept = catalogue.duplicates.keptGroups().map((ids) => new Set(ids))
  // Who wants several photos has said nothing of the files of one.
  const isKept = ({ photoIds }: FoundGroup) =>
    kept.some((ids) => ids.size > 1 === photoIds.length > 1 && photoIds.every((photoId) => ids.has(photoId)))
  const all = [...(await fileGroups(catalogue)), ...(look ? await photoGroups(catalogue, look) : [])]
  const rank = ({ level }: FoundGroup) => duplicateLevels.indexOf(level)
  return all.filter((group) => !isKept(group)).sort((a, b) => rank(a) - rank(b) || b.photoIds[0] - a.photoIds[0])
}

async function fileGroups({ duplicates }: Store): Promise<FoundGroup[]> {
  const groups: FoundGroup[] = []
  let after = 0
  for (let rows; (rows = duplicates.ofSeveralFiles(after, photosAtATime)).length > 0; after = rows.at(-1)!.photoId) {
    const byPhoto = new Map<number, PhotoFileRow[]>()
    for (const row of rows) byPhoto.set(row.photoId, [...(byPhoto.get(row.photoId) ?? []), row])
    for (const files of byPhoto.values()) groups.push(...ofFiles(files))
    await turn()
  }
  return groups
}

/** What a camera wrote beside a picture is no duplicate of it. */
function ofFiles(all: PhotoFileRow[]): FoundGroup[] {
  const files = all.filter(({ path, format }) => !isFilm(path) && !isRawBeside(path, format))
  if (files.length < 2) return []
  const level = new Set(files.map(({ contentHash }) => contentHash)).size > 1 ? 'picture' : 'file'
  return [{ level, photoIds: [files[0].photoId], alike: 1, files }]
}

async function photoGroups({ duplicates }: Store, { pairs, alike }: DuplicateLook): Promise<FoundGroup[]> {
  const shown = new Set<number>()
  const members = [...new Set(pairs.filter((_, at) => at % 3 < 2))]
  for (let from = 0; from < members.length; from += photosAtATime) {
    for (const photoId of duplicates.shownAmong(members.slice(from, from + photosAtATime))) shown.add(photoId)
    await turn()
  }
  const areApart = apartBy(duplicates.apart())
  const levels = { shot: createGrouping(areApart), moment: createGrouping(areApart) }
  for (let at = 0; at < alike.length; at++) {
    const [photoId, otherId, isMoment] = pairs.subarray(3 * at, 3 * at + 3)
    if (shown.has(photoId) && shown.has(otherId))
      levels[isMoment ? 'moment' : 'shot'].add({ photoId, otherId, alike: alike[at] })
    if (at % pairsAtATime === pairsAtATime - 1) await turn()
  }
  return (['shot', 'moment'] as const).flatMap((level) =>
    levels[level].groups().map((group) => ({
      level,
      // Those that came first before the others.
      photoIds: group.photoIds.toSorted((a, b) => a - b),
      alike: group.alike,
      files: [],
    })),
  )
}

function apartBy(told: [number, number][]): Apart {
  const pairs = new Set(told.map((pair) => pair.join()))
  return (photoId, otherId) =>
    pairs.size > 0 && pairs.has([Math.min(photoId, otherId), Math.max(photoId, otherId)].join())
}

/** Of a level and photos; made for those alone that somebody sees. */
export const groupIdOf = ({ level, photoIds }: FoundGroup): string =>
  createHash('sha256').update(`${level} ${photoIds.join()}`).digest('hex').slice(0, 12)
