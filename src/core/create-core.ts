/**
 * The composition root: joins library, search, tagging, training and exchange into one core. Beside it only a reader
 * (create-reader.ts) is put together.
 */
import { join, resolve } from 'node:path'
import { catalogueFile } from '../shared/catalogue-file.ts'
import type { PhotoApi, PhotoEvents } from '../shared/contract.ts'
import type { DuplicatesStatus, HistoryEntry, IndexingStatus, MapStatus, TrainingStatus } from '../shared/domain.ts'
import type { Core, CoreOptions } from './core.ts'
import { createLearning } from './create-learning.ts'
import { createEvents, type Emit } from './events.ts'
import { createFailureLog, openLog } from './log/log.ts'
import { closeExiftool } from './imaging/exiftool.ts'
import { openPixelStore } from './imaging/pixel-store.ts'
import { colourHistogram } from './search/colour-histogram.ts'
import { createTagExchange } from './exchange/tag-exchange.ts'
import { createChoosing } from './library/choosing.ts'
import { readGallery } from './library/gallery.ts'
import { createLibraryCounts } from './library/library-counts.ts'
import { createLibrary } from './library/library.ts'
import { createMedia } from './library/media.ts'
import { readPlaceholders } from './library/placeholders.ts'
import { createOriginals } from './library/originals.ts'
import { createHostMachine } from './machine.ts'
import { libraryMethods } from './library-methods.ts'
import { createPrecedence } from './tools/precedence.ts'
import { libraryFigures } from './library-figures.ts'
import { createSearching } from './query/searching.ts'
import { createComparison } from './search/comparison.ts'
import { createSimilarity } from './search/similarity.ts'
import { createDuplicates } from './duplicates/duplicates.ts'
import { createLibraryMap } from './map/library-map.ts'
import { stepInWords } from './tagging/history-words.ts'
import { createTagging } from './tagging/tagging.ts'
import { openCatalogue } from './store/catalogue.ts'
import { createWriteBack } from './store/write-back.ts'

type JobStatus = IndexingStatus | TrainingStatus | DuplicatesStatus | MapStatus

/**
 * Opens the catalogue and everything over it. Throws CATALOGUE_LOCKED, CATALOGUE_NEWER, CATALOGUE_CORRUPT, DISK_FULL.
 */
export async function createCore(options: CoreOptions): Promise<Core> {
  const catalogueDir = resolve(options.catalogueDir)
  const catalogue = openCatalogue(catalogueDir)
  const writeBack = createWriteBack(join(catalogueDir, catalogueFile))
  const pixelStore = openPixelStore(catalogueDir)
  catalogue.photos.forgetPixelsFrom(pixelStore.count)
  const log = openLog(catalogueDir)
  const noteFailure = createFailureLog(log)
  const counts = createLibraryCounts(catalogue)
  const { emit: tell, subscribe } = createEvents()
  const emit: Emit = (event, value) => {
    if (event === 'changed') noteChange(value as PhotoEvents['changed'])
    else if (event !== 'step') noteFailure(event, (value as JobStatus).error)
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
  const readOriginal = createOriginals(catalogue)
  const media = createMedia({ catalogue, thumbnailsDir, readOriginal })
  const machine = options.machine ?? createHostMachine()
  const onModelChanged = () => {
    similarity.invalidate()
    emit('changed', { what: 'model' })
    duplicates.photosCame()
  }
  const learning = createLearning({
    catalogue,
    catalogueDir,
    options,
    machine,
    emit,
    thumbnailOf: async (photoId) => (await media.thumbnail(photoId)).path as string,
    log,
    onModelChanged,
  })
  const similarity = createSimilarity({
    catalogue,
    embedImage: learning.embedImage,
    readOriginal,
    // A command of a moment ends before they come.
    onRegionsWanted: () => (options.trainAutomatically || options.watchFolders) && learning.regions.ask(),
  })
  const precedence = createPrecedence()
  const tagging = createTagging({ catalogue, similarity, precedence, emit })
  const tagExchange = createTagExchange({ catalogue, emit })
  const duplicates = createDuplicates({
    catalogue,
    similarity,
    thumbnailsDir,
    arePhotosComing: () => ['running', 'paused'].includes(library.status().state),
    emit,
  })
  const map = createLibraryMap({ similarity, modelsDir: learning.modelsDir, graphOf: tagging.graphOf, emit })
  const onIndexed = () => {
    similarity.invalidate()
    learning.photosCame()
    duplicates.photosCame()
  }
  const library = createLibrary({
    catalogue,
    pixelStore,
    thumbnailsDir,
    colourHistogram,
    emit,
    onIndexed,
    giveWay: precedence.passed,
    isWatching: options.watchFolders,
  })

  const onShownChanged = () => {
    similarity.invalidate()
    emit('changed', { what: 'photos' })
    emit('changed', { what: 'tags' })
    learning.embedInBackground()
  }
  const choosing = createChoosing({ catalogue, emit, onShownChanged })
  const searching = createSearching({ catalogue, similarTo: similarity.likenessTo, emit })
  const turned = (entry: HistoryEntry | null) => duplicates.turned(searching.turned(choosing.turned(entry)))

  const api: PhotoApi = {
    getStatus: async () => ({
      ...libraryFigures(catalogue, await counts.get(), library.watchingOf),
      indexing: library.status(),
      training: learning.status(),
    }),
    ...libraryMethods(catalogue, library, readOriginal, emit),
    ...learning.methods,
    ...createComparison(catalogue, similarity),
    findSimilar: (args) => precedence.during(() => similarity.findSimilar(args)),
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
    getDiagnostics: async ({ withNames = false }) => ({ text: log.diagnostics({ withNames }) }),
  }
  return {
    api: noting(api, machine.noteUse),
    subscribe,
    embedded: learning.embed,
    regionsEmbedded: () => (learning.regions.ask(), learning.regions.embed()),
    media,
    close: async () => {
      await Promise.all([
        learning.close(),
        library.close(),
        similarity.close(),
        tagging.close(),
        tagExchange.close(),
        duplicates.close(),
        map.close(),
      ])
      await closeExiftool()
      await log.close()
      await writeBack.close()
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
