/** Lists that photos are opened from, each with the state of its screen: the same in a grid and in a large view. */
import type { GalleryScreen, ListScreen } from './address.ts'
import type { AppState } from './app.svelte.ts'
import { Audit } from './audit.svelte.ts'
import type { KeptOut } from '../../shared/domain.ts'
import { Gallery } from './gallery.svelte.ts'
import { GridMemory, type GridPlace } from './grid-memory.svelte.ts'
import { LibraryMap } from './map.svelte.ts'
import type { PlaceKeeper } from './navigation.svelte.ts'
import { sourceOf, type PhotoSource } from './photo-source.ts'
import { Ranking } from './ranking.svelte.ts'
import { SearchResults } from './search-results.svelte.ts'
import { Similar } from './similar.svelte.ts'
import { keptSorting, type Sorting } from './sorting.ts'
import { Tagged } from './tagged.svelte.ts'

export interface PhotoList {
  photos: PhotoSource
  grid: GridMemory
  /** Where more is kept of its place than of the grid's. */
  place?: PlaceKeeper<GridPlace>
}

/** Without an order where an earlier version kept it. */
type GalleryPlace = GridPlace & { sorted?: Sorting }

/** In the order of its address; without one in that in which it was left there, else as was chosen last. */
export function galleryPlace(
  screen: GalleryScreen,
  { photos, grid }: { photos: Gallery; grid: GridMemory },
): PlaceKeeper<GalleryPlace> {
  photos.show(screen.sorted ?? keptSorting())
  return {
    read: () => ({ ...grid.read(), sorted: photos.sorted }),
    write: ({ sorted, ...place }) => {
      grid.write(place)
      if (sorted && screen.sorted === undefined) photos.show(sorted)
    },
  }
}

export const similarOf = (screen: ListScreen, app: AppState): Similar =>
  app.navigation.stateOf(screen, () => new Similar(app))

export const keptOutOf = (screen: ListScreen & { name: KeptOut }, app: AppState): PhotoList & { photos: Gallery } =>
  app.navigation.stateOf(screen, () => ({
    photos: new Gallery(app.session, app.toasts, (api) => api.getGallery({ order: 'taken', keptOut: screen.name })),
    grid: new GridMemory(),
  }))

export const resultsOf = (screen: ListScreen & { name: 'search' }, app: AppState): SearchResults =>
  app.navigation.stateOf(screen, () => new SearchResults(app, screen.query))

export const rankingOf = (screen: ListScreen & { name: 'tag' }, app: AppState): { ranking: Ranking; audit: Audit } =>
  app.navigation.stateOf(screen, () => ({
    ranking: new Ranking(screen.tagId, app),
    audit: new Audit(screen.tagId, app),
  }))

export const taggedOf = (screen: ListScreen & { name: 'tag' }, app: AppState): Tagged =>
  app.navigation.stateOf(screen, () => new Tagged(screen.tagId, app))

export const mapOf = (screen: ListScreen, app: AppState): LibraryMap =>
  app.navigation.stateOf(screen, () => new LibraryMap(app))

/** Reads the list where it has not been read: after a reload a photo is shown before its list is. */
export function photoListOf(screen: ListScreen, app: AppState): PhotoList {
  if (screen.name === 'library')
    return { photos: app.library.photos, grid: app.library.grid, place: galleryPlace(screen, app.library) }
  if (screen.name === 'hidden' || screen.name === 'removed')
    return readIfNeeded(keptOutOf(screen, app), ({ photos }) => photos.refresh())
  if (screen.name === 'search') return foundList(screen, app)
  if (screen.name === 'map') return readIfNeeded(mapOf(screen, app), (map) => map.readIfNeeded())
  if (screen.name === 'these') return theseOf(screen, app)
  if (screen.name !== 'tag') return readIfNeeded(similarOf(screen, app), (similar) => similar.findIfNeeded(screen))
  if (screen.tab === 'tagged') return readIfNeeded(taggedOf(screen, app), (tagged) => tagged.readIfNeeded())
  return readIfNeeded(rankingOf(screen, app).ranking, (ranking) => ranking.rankIfNeeded())
}

function foundList(screen: ListScreen & { name: 'search' }, app: AppState): PhotoList {
  const { photos, grid } = resultsOf(screen, app)
  const place = galleryPlace(screen, { photos, grid })
  void photos.refresh()
  return { photos, grid, place }
}

function readIfNeeded<List extends PhotoList>(list: List, read: (list: List) => Promise<void>): List {
  void read(list)
  return list
}

const theseOf = (screen: ListScreen & { name: 'these' }, { navigation }: AppState): PhotoList =>
  navigation.stateOf(screen, () => {
    const photos = screen.photoIds.map((photoId) => ({ photoId }))
    return { photos: sourceOf(() => photos), grid: new GridMemory() }
  })
