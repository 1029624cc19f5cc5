/**
 * The composition root: joins library, search, tagging, training and exchange into one core. Beside it only a reader
 * (create-reader.ts) is put together.
 */
import { join, resolve } from 'node:path'
import type { EventName, PhotoApi, PhotoEvents, PhotoHost } from '../shared/contract.ts'
import type { IndexingStatus, TrainingStatus } from '../shared/domain.ts'
import type { Core, CoreOptions } from './core.ts'
import { openLog } from './log.ts'
import { openPixelStore } from './imaging/pixel-store.ts'
import { colourHistogram } from './search/colour-histogram.ts'
import { trainIfNeeded } from './training/automatic-training.ts'
import { exportModel, importModel } from './exchange/exchange.ts'
import { createLibraryCounts } from './library/library-counts.ts'
import { createLibrary, type Library } from './library/library.ts'
import { createMedia } from './library/media.ts'
import { libraryFigures } from './library-figures.ts'
import { createSimilarity } from './search/similarity.ts'
import { createTagging } from './tagging/tagging.ts'
import { createTraining, type TrainingService } from './training/training.ts'
import { openCatalogue, type Catalogue } from './store/catalogue.ts'

/**
 * Opens the catalogue and everything over it. Throws CATALOGUE_LOCKED, CATALOGUE_NEWER, CATALOGUE_CORRUPT, DISK_FULL.
 */
export async function createCore(options: CoreOptions): Promise<Core> {
  const catalogueDir = resolve(options.catalogueDir)
  const catalogue = openCatalogue(catalogueDir)
  const pixelStore = openPixelStore(catalogueDir)
  catalogue.photos.forgetPixelsFrom(pixelStore.count)
  const counts = createLibraryCounts(catalogue)
  const { emit: tell, subscribe } = createEvents()
  const emit: typeof tell = (event, value) => {
    if (event === 'changed') counts.forget()
    else noteFailure(event, value as IndexingStatus | TrainingStatus)
    tell(event, value)
  }
  const thumbnailsDir = join(catalogueDir, 'thumbnails')
  const log = openLog(catalogueDir)
  let lastFailure = ''
  function noteFailure(job: string, { error }: IndexingStatus | TrainingStatus): void {
    const failure = error ? `${error.code}: ${error.message}` : ''
    if (failure !== '' && failure !== lastFailure) log.write(job, failure)
    lastFailure = failure
  }

  const training = createTraining({
    catalogue,
    pixelsDir: catalogueDir,
    modelsDir: join(catalogueDir, 'models'),
    learnerEntry: options.learnerEntry,
    starterPath: options.starterPath ?? null,
    emit,
    onLearnerSaid: (text) => {
      process.stderr.write(text.endsWith('\n') ? text : `${text}\n`)
      log.write('learner', text)
    },
    onModelChanged: () => similarity.invalidate(),
    onPublished: () => trainByItself(),
  })
  const similarity = createSimilarity({ catalogue, embedImage: (pixels) => training.embedImage(pixels) })
  const tagging = createTagging({ catalogue, similarity, emit })
  const trainByItself = () => void (options.trainAutomatically && trainIfNeeded(catalogue, training))
  const onIndexed = () => {
    similarity.invalidate()
    training.embedInBackground()
    trainByItself()
  }
  const library = createLibrary({
    catalogue,
    pixelStore,
    thumbnailsDir,
    colourHistogram,
    emit,
    onIndexed,
    isWatching: options.watchFolders,
  })

  const api: PhotoApi = {
    getStatus: async () => ({
      ...libraryFigures(catalogue, await counts.get(), library.watchingOf),
      indexing: library.status(),
      training: training.status(),
    }),
    ...libraryMethods(catalogue, library),
    ...trainingMethods(catalogue, training),
    findSimilar: (args) => similarity.findSimilar(args),
    findSimilarToImage: (args) => similarity.findSimilarToImage(args),
    ...tagging,
    getDiagnostics: async () => ({ text: log.diagnostics() }),
  }
  return {
    api,
    subscribe,
    embedded: training.embedNew,
    media: createMedia({ catalogue, thumbnailsDir }),
    close: async () => {
      await Promise.all([library.close(), training.close()])
      await log.close()
      pixelStore.close()
      catalogue.close()
    },
  }
}

function libraryMethods(catalogue: Catalogue, library: Library) {
  return {
    addFolder: async ({ path }) => library.addFolder(path),
    removeFolder: ({ folderId }) => library.removeFolder(folderId),
    setExclusions: ({ patterns }) => library.setExclusions(patterns),
    rescan: async ({ full }) => library.rescan({ full }),
    pauseIndexing: async () => library.pause(),
    resumeIndexing: async () => library.resume(),
    cancelIndexing: async () => library.cancel(),
    listPhotos: async ({ offset, limit, tagId }) => catalogue.photos.page(offset, limit, tagId),
    getPhoto: async ({ photoId }) => library.getPhoto(photoId),
    takeOverMarks: async ({ photoId }) => library.takeOverMarks(photoId),
    findPhotosByPath: async ({ paths }) => paths.map((path) => ({ path, photoId: catalogue.photos.byPath(path) })),
    listProblems: async ({ offset, limit }) => catalogue.files.problems(offset, limit),
    retryProblems: async (): Promise<IndexingStatus> => library.retryProblems(),
  } satisfies Partial<PhotoApi>
}

function trainingMethods(catalogue: Catalogue, training: TrainingService) {
  return {
    startTraining: async (args) => training.start(args),
    pauseTraining: async () => training.pause(),
    resumeTraining: async () => training.resume(),
    finishTraining: async () => training.finish(),
    cancelTraining: async () => training.cancel(),
    listModels: async () => catalogue.models.list(),
    exportModel: async ({ dir }) => exportModel(catalogue, training.modelsDir, dir),
    importModel: async ({ path }) => training.adopt(importModel(catalogue, training.modelsDir, path)),
    activateModel: async ({ modelVersion }) => training.activate(modelVersion),
  } satisfies Partial<PhotoApi>
}

function createEvents(): {
  emit<E extends EventName>(event: E, value: PhotoEvents[E]): void
  subscribe: PhotoHost['subscribe']
} {
  const listeners = new Map<EventName, Set<(value: never) => void>>()
  return {
    emit: (event, value) => listeners.get(event)?.forEach((listener) => listener(value as never)),
    subscribe: (event, listener) => {
      const set = listeners.get(event) ?? new Set()
      listeners.set(event, set.add(listener))
      return () => set.delete(listener)
    },
  }
}
