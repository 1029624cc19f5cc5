/** What a search for keywords has found: names as tags would have them, each with the photos that it is said of. */
import type { FileProblem, FoundKeyword } from '../../shared/exchange.ts'
import { tagName } from '../../shared/schemas.ts'
import { echoed, withoutTurning } from '../../shared/shown-name.ts'
import type { Catalogue } from '../store/catalogue.ts'
import { keyOf } from '../store/tag-names.ts'
import { unique } from './keywords.ts'
import type { PhotoFilePath } from './photo-pages.ts'

export interface FoundOnPhotos {
  name: string
  /** Photos without a mark of that tag. */
  photoIds: number[]
}

interface Found extends FoundOnPhotos {
  photoCount: number
}

/** Photos after one up to another; null is the end. */
interface Range {
  after: number
  last: number | null
}

export function createFoundKeywords(catalogue: Catalogue) {
  const found = new Map<string, Found>()

  function note(name: string, photoId: number, isMarked: IsMarked): void {
    const key = keyOf(name)
    const keyword = found.get(key) ?? { name, photoCount: 0, photoIds: [] }
    found.set(key, keyword)
    keyword.photoCount++
    if (!isMarked(photoId, key)) keyword.photoIds.push(photoId)
  }

  return {
    get: (name: string): FoundOnPhotos | undefined => found.get(keyOf(name)),
    /** What is read of each file; returns what cannot be a tag's name. A photo's files say a keyword once. */
    add(range: Range, files: PhotoFilePath[], read: { names: string[] }[]): FileProblem[] {
      const isMarked = marksOf(catalogue, range)
      const problems: FileProblem[] = []
      for (const [photoId, { path, names }] of byPhoto(files, read))
        for (const name of unique(names.map(withoutTurning))) {
          const { data, error } = tagName.safeParse(name)
          if (data) note(data, photoId, isMarked)
          else
            problems.push({
              path,
              reason: `Its keyword "${echoed(name)}" is no name for a tag: ${error!.issues[0].message}`,
            })
        }
      return problems
    },
    /** Most frequent first. */
    offered: (): FoundKeyword[] => offered(catalogue, [...found]),
  }
}

type IsMarked = (photoId: number, key: string) => boolean

function marksOf({ tagRows }: Catalogue, { after, last }: Range): IsMarked {
  const rows = tagRows.between(after, last ?? Number.MAX_SAFE_INTEGER).filter(({ value }) => value !== 'machine')
  const marks = new Set(rows.map(({ photoId, tag }) => `${photoId} ${keyOf(tag)}`))
  return (photoId, key) => marks.has(`${photoId} ${key}`)
}

function byPhoto(files: PhotoFilePath[], read: { names: string[] }[]): Map<number, { path: string; names: string[] }> {
  const photos = new Map<number, { path: string; names: string[] }>()
  files.forEach(({ photoId, path }, at) => {
    const photo = photos.get(photoId) ?? { path, names: [] }
    photos.set(photoId, photo)
    photo.names.push(...read[at].names)
  })
  return photos
}

function offered(catalogue: Catalogue, found: [key: string, Found][]): FoundKeyword[] {
  const tagIds = new Map(catalogue.tagRows.names().map(({ tagId, name }) => [keyOf(name), tagId]))
  return found
    .map(([key, { name, photoCount, photoIds }]) => {
      const tagId = tagIds.get(key) ?? null
      const newCount = tagId === null ? photoIds.length : withoutExcluded(catalogue, tagId, photoIds).length
      return { name, photoCount, newCount, tagId }
    })
    .sort((a, b) => b.photoCount - a.photoCount || (a.name < b.name ? -1 : 1))
}

/** A photo that has another tag of an exclusive group is none of this one's. */
export function withoutExcluded({ labels }: Catalogue, tagId: number, photoIds: number[]): number[] {
  const excluded = new Set(labels.excludedPhotos(tagId))
  return excluded.size === 0 ? photoIds : photoIds.filter((photoId) => !excluded.has(photoId))
}
