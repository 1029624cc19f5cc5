/**
 * What the library can be searched by, each with how many photos it has: gathered in turns, so that the core goes on
 * answering meanwhile, and again when the library has changed.
 */
import { setImmediate as turn } from 'node:timers/promises'
import { folded, type SuggestionKind } from '../../shared/search.ts'
import type { Catalogue } from '../store/catalogue.ts'
import { loadPlaces, type Places } from '../store/places.ts'
import type { WordsSlice } from '../store/search.ts'

export interface Word {
  kind: SuggestionKind
  name: string
  /** As it is compared. */
  key: string
  photoCount: number
}

const sliceSize = 100

type Counts = Map<string, Map<string, number>>
interface Tree {
  names: ReadonlyMap<number, string>
  parents: ReadonlyMap<number, number | null>
}

export async function gatherWords({ search, tags }: Pick<Catalogue, 'search' | 'tags'>): Promise<Word[]> {
  const places = await loadPlaces()
  const counts: Counts = new Map()
  const listed = tags.list()
  const tree: Tree = {
    names: new Map(listed.map(({ tagId, name }) => [tagId, name])),
    parents: new Map(listed.map(({ tagId, parentId }) => [tagId, parentId])),
  }
  for (let after: number | null = 0; after !== null;) {
    await turn()
    const slice: WordsSlice = search.wordsAfter(after, sliceSize)
    countPhotos(counts, slice, places)
    countTags(counts, slice, tree)
    after = slice.next
  }
  return [...counts].flatMap(([kind, names]) =>
    [...names].map(([name, photoCount]) => ({
      kind: kind as SuggestionKind,
      name,
      key: folded(name),
      photoCount,
    })),
  )
}

function count(counts: Counts, kind: SuggestionKind, name: string | null): void {
  if (name === null || name === '') return
  const names = counts.get(kind) ?? new Map<string, number>()
  counts.set(kind, names.set(name, (names.get(name) ?? 0) + 1))
}

function countPhotos(counts: Counts, { photos, folders }: WordsSlice, places: Places): void {
  for (const { capturedAtMs, format, camera, lens, latitude, longitude } of photos) {
    count(counts, 'date', capturedAtMs === null ? null : String(new Date(capturedAtMs).getUTCFullYear()))
    count(counts, 'format', format)
    count(counts, 'camera', camera)
    count(counts, 'lens', lens)
    if (latitude !== null && longitude !== null) count(counts, 'place', places.countryAt(latitude, longitude))
  }
  // A photo counts once a folder, however many of its files lie there; files of one that is not shown do not count.
  const shown = new Set(photos.map(({ photoId }) => photoId))
  const seen = new Set<string>()
  for (const [photoId, folder] of folders) {
    const key = `${photoId} ${folder}`
    if (shown.has(photoId) && !seen.has(key)) count(counts, 'folder', folder)
    seen.add(key)
  }
}

/** A tag implies those that it lies in. */
function countTags(counts: Counts, { photos, tags }: WordsSlice, { names, parents }: Tree): void {
  const shown = new Set(photos.map(({ photoId }) => photoId))
  const seen = new Set<string>()
  for (const [photoId, tagId] of tags)
    for (let id: number | null | undefined = tagId; id != null && shown.has(photoId); id = parents.get(id)) {
      if (!seen.has(`${photoId} ${id}`)) count(counts, 'tag', names.get(id) ?? null)
      seen.add(`${photoId} ${id}`)
    }
}
