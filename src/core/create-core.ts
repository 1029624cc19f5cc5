/**
 * The composition root: joins library, search, tagging, training and exchange into one core. Beside it only a reader
 * (create-reader.ts) is put together.
 */
import { join, resolve } from 'node:path'
import type { EventName, PhotoApi, PhotoEvents, PhotoHost } from '../shared/contract.ts'
import type {
  DuplicatesStatus,
  HistoryEntry,
  IndexingStatus,
  MapStatus,
  PhotoDetail,
  TrainingStatus,
} from '../shared/domain.ts'
import { SemblanceError } from '../shared/errors.ts'
import type { Core, CoreOptions } from './core.ts'
import { openLog } from './log.ts'
import { closeExiftool } from './imaging/exiftool.ts'
import { openPixelStore } from './imaging/pixel-store.ts'
import { colourHistogram } from './search/colour-histogram.ts'
import { createAutomaticTraining, type AutomaticTraining } from './training/automatic-training.ts'
import { exportModel, importModel } from './exchange/exchange.ts'
import { createTagExchange } from './exchange/tag-exchange.ts'
import { createChoosing } from './library/choosing.ts'
import { browseFolders } from './library/browse-folders.ts'
import { pathsOf } from './library/paths.ts'
import { readGallery } from './library/gallery.ts'
import { createLibraryCounts } from './library/library-counts.ts'
import { createLibrary, type Library } from './library/library.ts'
import { createMedia } from './library/media.ts'
import { readPlaceholders } from './library/placeholders.ts'
import { createOriginals } from './library/originals.ts'
import { createHostMachine } from './machine.ts'
import { libraryFigures } from './library-figures.ts'
import { createSearching } from './query/searching.ts'
import { createComparison } from './search/comparison.ts'
import { createSimilarity } from './search/similarity.ts'
import { createDuplicates } from './duplicates/duplicates.ts'
import { createLibraryMap } from './map/library-map.ts'
import { stepInWords } from './tagging/history-words.ts'
import { createTagging } from './tagging/tagging.ts'
import { createEmbedder } from './training/embedder.ts'
import { createImageEmbedder } from './training/image-embedder.ts'
import { createLearnerClient } from './training/learner-client.ts'
import { createRegionEmbedder, type RegionEmbedder } from './training/region-embedder.ts'
import { createTrainingRuns } from './training/training-runs.ts'
import { createTraining, type TrainingService } from './training/training.ts'
import { openCatalogue, type Catalogue } from './store/catalogue.ts'

type JobStatus = IndexingStatus | TrainingStatus | DuplicatesStatus | MapStatus

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
    if (event === 'changed') noteChange(value as PhotoEvents['changed'])
    else if (event !== 'step') noteFailure(event, value as JobStatus)
    tell(event, value)
  }
  function noteChange({ what }: PhotoEvents['changed']): void {
    if (what === 'regions') return
    counts.forget()
    if (what === 'tags') tagging.forget()
    if (what !== 'searches') searching.forget()
    if (what === 'photos') duplicates.forget()
  }
  catalogue.longSteps.onTold((progress) => emit('step', { going: progress && stepInWords(progress) }))
  const thumbnailsDir = join(catalogueDir, 'thumbnails')
  const log = openLog(catalogueDir)
  let lastFailure = ''
  function noteFailure(job: string, { error }: JobStatus): void {
    const failure = error ? `${error.code}: ${error.message}` : ''
    if (failure !== '' && failure !== lastFailure) log.write(job, failure)
    lastFailure = failure
  }

  const modelsDir = join(catalogueDir, 'models')
  const onSaid = (text: string) => {
    process.stderr.write(text.endsWith('\n') ? text : `${text}\n`)
    log.write('learner', text)
  }
  const learner = createLearnerClient(options.learnerEntry, { startProcess: options.startProcess, onSaid })
  const onModelChanged = () => {
    similarity.invalidate()
    emit('changed', { what: 'model' })
    duplicates.photosCame()
  }
  const runs = createTrainingRuns({
    catalogue,
    pixelsDir: catalogueDir,
    modelsDir,
    starterPath: options.starterPath ?? null,
  })
  const startsByItself = options.trainAutomatically ?? false
  const machine = options.machine ?? createHostMachine()
  const automatic = createAutomaticTraining({
    catalogue,
    runs,
    machine,
    training: () => training,
    isOn: startsByItself,
  })
  const embedder = createEmbedder({
    catalogue,
    pixelsDir: catalogueDir,
    modelDir: runs.modelDir,
    learner,
    onProgress: (progress) => training.showNewPhotos(progress),
    onEmbedded: onModelChanged,
  })
  const readOriginal = createOriginals(catalogue)
  const media = createMedia({ catalogue, thumbnailsDir, readOriginal })
  const regions = createRegionEmbedder({
    catalogue,
    pixelsDir: catalogueDir,
    modelDir: runs.modelDir,
    learner,
    thumbnailOf: async (photoId) => (await media.thumbnail(photoId)).path as string,
    mayGoOn: (isAsked) =>
      !training.isUnderWay() && !embedder.isUnderWay() && (isAsked || automatic.mayLookCloser(regions.isUnderWay())),
    onProgress: (progress) => training.showRegions(progress),
    onEmbedded: () => emit('changed', { what: 'regions' }),
    onFailed: (error) => log.write('regions', error instanceof Error ? error.message : String(error)),
  })
  const training: TrainingService = createTraining({
    catalogue,
    learner,
    runs,
    embedder,
    emit,
    schedule: () => automatic.schedule(),
    mayLook: () => automatic.mayLook(),
    onLooked: () => startsByItself && regions.embedInBackground(),
    onLearnerDied: onSaid,
    onModelChanged,
    onPublished: () => automatic.trainIfNeeded(),
  })
  const embedImage = createImageEmbedder({ catalogue, learner, pixelsDir: catalogueDir, modelsDir })
  const similarity = createSimilarity({
    catalogue,
    embedImage,
    readOriginal,
    // A command of a moment ends before they come.
    onRegionsWanted: () => (startsByItself || options.watchFolders) && regions.ask(),
  })
  const tagging = createTagging({ catalogue, similarity, emit })
  const tagExchange = createTagExchange({ catalogue, emit })
  const duplicates = createDuplicates({
    catalogue,
    similarity,
    thumbnailsDir,
    arePhotosComing: () => ['running', 'paused'].includes(library.status().state),
    emit,
  })
  const map = createLibraryMap({ similarity, modelsDir, graphOf: tagging.graphOf, emit })
  const onIndexed = () => {
    similarity.invalidate()
    training.embedInBackground()
    automatic.trainIfNeeded()
    duplicates.photosCame()
  }
  const library = createLibrary({
    catalogue,
    pixelStore,
    thumbnailsDir,
    colourHistogram,
    emit,
    onIndexed,
    giveWay: tagging.passed,
    isWatching: options.watchFolders,
  })

  const onShownChanged = () => {
    similarity.invalidate()
    emit('changed', { what: 'photos' })
    emit('changed', { what: 'tags' })
    training.embedInBackground()
  }
  const choosing = createChoosing({ catalogue, emit, onShownChanged })
  const searching = createSearching({ catalogue, similarTo: similarity.likenessTo, emit })
  const turned = (entry: HistoryEntry | null) => duplicates.turned(searching.turned(choosing.turned(entry)))

  const api: PhotoApi = {
    getStatus: async () => ({
      ...libraryFigures(catalogue, await counts.get(), library.watchingOf),
      indexing: library.status(),
      training: training.status(),
    }),
    ...libraryMethods(catalogue, library),
    ...trainingMethods(catalogue, training, automatic, regions),
    exportModel: async ({ dir }) => exportModel(catalogue, modelsDir, dir),
    importModel: async ({ path }) => training.adopt(importModel(catalogue, modelsDir, path)),
    ...createComparison(catalogue, similarity),
    findSimilar: (args) => similarity.findSimilar(args),
    getPlaceholders: ({ photoIds }) => readPlaceholders(catalogue, pixelStore, photoIds),
    getGallery: (ask) => readGallery(catalogue, ask, { similarTo: similarity.likenessTo }),
    choose: choosing.choose,
    ...searching.methods,
    ...tagging.methods,
    ...duplicates.methods,
    ...map.methods,
    undo: async (args) => turned(await tagging.methods.undo(args)),
    redo: async (args) => turned(await tagging.methods.redo(args)),
    ...tagExchange.methods,
    takeOverMarks: async ({ photoId }) => {
      photoDetail(catalogue, photoId)
      const { markCount, isChosen } = catalogue.labels.takeOver(photoId)
      if (markCount > 0) emit('changed', { what: 'tags' })
      if (isChosen) emit('changed', { what: 'choices' })
      return photoDetail(catalogue, photoId)
    },
    getDiagnostics: async () => ({ text: log.diagnostics() }),
  }
  return {
    api: noting(api, machine.noteUse),
    subscribe,
    embedded: embedder.embed,
    regionsEmbedded: () => (regions.ask(), regions.embed()),
    media,
    close: async () => {
      automatic.close()
      await Promise.all([
        library.close(),
        regions.close(),
        training.close(),
        similarity.close(),
        tagging.close(),
        tagExchange.close(),
        duplicates.close(),
        map.close(),
      ])
      await closeExiftool()
      await log.close()
      pixelStore.close()
      catalogue.close()
    },
  }
}

/** The same methods; `onCall` hears of each call. */
function noting(api: PhotoApi, onCall: () => void): PhotoApi {
  const noted = Object.entries(api).map(([name, method]: [string, (args: never) => unknown]) => [
    name,
    (args: never) => (onCall(), method(args)),
  ])
  return Object.fromEntries(noted) as PhotoApi
}

function libraryMethods(catalogue: Catalogue, library: Library) {
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
    findPhotosByPath: async ({ paths }) => paths.map((path) => ({ path, photoId: catalogue.photos.byPath(path) })),
    listProblems: async ({ offset, limit }) => catalogue.files.problems(offset, limit),
    retryProblems: async (): Promise<IndexingStatus> => library.retryProblems(),
  } satisfies Partial<PhotoApi>
}

function photoDetail({ photos }: Catalogue, photoId: number): PhotoDetail {
  const photo = photos.detail(photoId)
  if (!photo) throw new SemblanceError('NOT_FOUND', `There is no photo ${photoId} in the library.`)
  return photo
}

function trainingMethods(
  catalogue: Catalogue,
  training: TrainingService,
  automatic: AutomaticTraining,
  regions: RegionEmbedder,
) {
  const byPerson = async (work: () => TrainingStatus): Promise<TrainingStatus> => {
    automatic.letGo()
    return work()
  }
  return {
    startTraining: (args) => byPerson(() => training.start(args)),
    pauseTraining: () => byPerson(() => (regions.pause(), training.pause())),
    resumeTraining: () => byPerson(() => (regions.resume(), training.resume())),
    finishTraining: () => byPerson(training.finish),
    cancelTraining: () => byPerson(training.cancel),
    setLearnTime: async ({ when }) => {
      automatic.setTime(when)
      return training.status()
    },
    listModels: async () => catalogue.models.list(),
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
