/** Reads what the map is coloured by from the library. */
import type { PhotoApi } from '../../../shared/contract.ts'
import type { Gallery } from '../../../shared/domain.ts'
import { tagQuery } from '../../../shared/search.ts'
import { folderName } from '../../../shared/shown-name.ts'
import { bytesOf, idsOf } from '../../state/base64.ts'
import type { ColourBy } from '../../state/map.svelte.ts'
import { byConfidence, byDate, byFolder, byTag, noColours, type Colouring, type Ordered } from './colouring.ts'

export interface ColourChoice {
  by: ColourBy
  /** Null where none is chosen; then nothing is coloured by tags. */
  tag: { tagId: number; name: string } | null
}

/** Rejects with NOT_ENOUGH_LABELS for confidences that nobody can know yet. */
export async function readColouring(
  api: PhotoApi,
  photoIds: Int32Array,
  { by, tag }: ColourChoice,
): Promise<Colouring> {
  if (by === 'folder') return byFolder(photoIds, ordered(await api.getGallery({ order: 'folder' })), folderName)
  if (by === 'date') return byDate(photoIds, ordered(await api.getGallery({ order: 'taken' })))
  if (by === 'nothing' || tag === null) return noColours(photoIds.length)
  const { photos } = await api.searchPhotos({ query: tagQuery(tag.name), order: 'added' })
  const carrying = new Set(ordered(photos).photoIds)
  if (by === 'tag') return byTag(photoIds, carrying, tag.name)
  const { photoIds: ranked, confidences } = await api.getConfidences({ tagId: tag.tagId })
  const values = new Float32Array(bytesOf(confidences))
  const known = new Map(Array.from(idsOf(ranked), (photoId, at) => [photoId, values[at]]))
  return byConfidence(photoIds, known, carrying)
}

const ordered = ({ photoIds, groups }: Gallery): Ordered => ({ photoIds: idsOf(photoIds), groups })
