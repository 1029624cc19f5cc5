/** What the contract asks of the library and its photos. */
import type { PhotoApi } from '../shared/contract.ts'
import type { IndexingStatus, PhotoDetail } from '../shared/domain.ts'
import { SemblanceError } from '../shared/errors.ts'
import type { Emit } from './events.ts'
import { readExposure } from './imaging/exposure.ts'
import { browseFolders } from './library/browse-folders.ts'
import type { Library } from './library/library.ts'
import type { ReadOriginal } from './library/originals.ts'
import { pathsOf } from './library/paths.ts'
import type { Catalogue } from './store/catalogue.ts'
import { loadPlaces } from './store/places.ts'

export function libraryMethods(catalogue: Catalogue, library: Library, readOriginal: ReadOriginal, emit: Emit) {
  return {
    browseFolders: ({ path }) => browseFolders(path),
    addFolder: async ({ path }) => library.addFolder(path),
    removeFolder: ({ folderId }) => library.removeFolder(folderId),
    setExclusions: ({ patterns }) => library.setExclusions(patterns),
    rescan: async ({ full }) => library.rescan({ full }),
    pauseIndexing: async () => library.pause(),
    resumeIndexing: async () => library.resume(),
    cancelIndexing: async () => library.cancel(),
    listPhotos: async ({ offset, limit, keptOut }) =>
      keptOut ? catalogue.photos.keptOutPage(offset, limit, keptOut) : catalogue.photos.page(offset, limit),
    getSummaries: async ({ photoIds }) => photoIds.flatMap((photoId) => catalogue.photos.summary(photoId) ?? []),
    getPaths: async ({ photoIds }) => pathsOf(catalogue, photoIds),
    getPhoto: async ({ photoId }) => photoDetail(catalogue, photoId),
    getExposure: async ({ photoId }) => {
      known(catalogue, photoId)
      const original = await readOriginal(photoId).catch(() => null)
      return original && readExposure(original.bytes)
    },
    takeOverMarks: async ({ photoId }) => {
      known(catalogue, photoId)
      const { markCount, isChosen } = catalogue.labels.takeOver(photoId)
      if (markCount > 0) emit('changed', { what: 'tags' })
      if (isChosen) emit('changed', { what: 'choices' })
      return photoDetail(catalogue, photoId)
    },
    findPhotosByPath: async ({ paths }) => paths.map((path) => ({ path, photoId: catalogue.photos.byPath(path) })),
    listProblems: async ({ offset, limit }) => catalogue.files.problems(offset, limit),
    retryProblems: async (): Promise<IndexingStatus> => library.retryProblems(),
  } satisfies Partial<PhotoApi>
}

/** Throws NOT_FOUND. */
function known({ photos }: Catalogue, photoId: number): Omit<PhotoDetail, 'country'> {
  const photo = photos.detail(photoId)
  if (!photo) throw new SemblanceError('NOT_FOUND', `There is no photo ${photoId} in the library.`)
  return photo
}

/** Throws NOT_FOUND. */
async function photoDetail(catalogue: Catalogue, photoId: number): Promise<PhotoDetail> {
  const photo = known(catalogue, photoId)
  const { latitude, longitude } = photo
  if (latitude === null || longitude === null) return { ...photo, country: null }
  const { countryAt } = await loadPlaces()
  return { ...photo, country: countryAt(latitude, longitude) }
}
