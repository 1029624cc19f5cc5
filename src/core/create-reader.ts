/**
 * A catalogue to ask while another process keeps it, as SQLite lets readers in beside its writer, or where nothing can
 * be written. Nothing is.
 */
import { join, resolve } from 'node:path'
import type { CoreOptions, Reader } from './core.ts'
import { exportModel } from './exchange/exchange.ts'
import { createTagExchange } from './exchange/tag-exchange.ts'
import { createPrecedence } from './tools/precedence.ts'
import { libraryFigures } from './library-figures.ts'
import { createLibraryCounts } from './library/library-counts.ts'
import { createOriginals } from './library/originals.ts'
import { pathsOf } from './library/paths.ts'
import { createFinding } from './query/searching.ts'
import { createSimilarity } from './search/similarity.ts'
import { openCatalogue } from './store/catalogue.ts'
import { lockHolder } from './store/lock.ts'
import { createTagging } from './tagging/tagging.ts'
import { createImageEmbedder } from './training/image-embedder.ts'
import { createLearnerClient } from './training/learner-client.ts'

/** Throws CATALOGUE_NEWER, CATALOGUE_CORRUPT, and CATALOGUE_LOCKED where an older Semblance keeps it. */
export function createReader({
  catalogueDir,
  learnerEntry,
  startProcess,
}: Pick<CoreOptions, 'catalogueDir' | 'learnerEntry' | 'startProcess'>): Reader {
  const dir = resolve(catalogueDir)
  const catalogue = openCatalogue(dir, { readOnly: true })
  const modelsDir = join(dir, 'models')
  const learner = createLearnerClient(learnerEntry, { startProcess })
  const embedImage = createImageEmbedder({ catalogue, learner, pixelsDir: dir, modelsDir })
  const similarity = createSimilarity({ catalogue, embedImage, readOriginal: createOriginals(catalogue) })
  const tagging = createTagging({ catalogue, similarity, precedence: createPrecedence(), emit: () => {} })
  const { listTags, listRuns, listHistory, rankTag } = tagging.methods
  const tagExchange = createTagExchange({ catalogue, emit: () => {} })
  const { findKeywords, previewSidecars, writeSidecars, exportTags, exportCopies } = tagExchange.methods
  const counts = createLibraryCounts(catalogue)
  return {
    api: {
      getStatus: async () => libraryFigures(catalogue, await counts.get(), () => null),
      findPhotosByPath: async ({ paths }) => paths.map((path) => ({ path, photoId: catalogue.photos.byPath(path) })),
      getPaths: async ({ photoIds }) => pathsOf(catalogue, photoIds),
      searchPhotos: createFinding(catalogue, similarity.likenessTo).methods.searchPhotos,
      findSimilar: (args) => similarity.findSimilar(args),
      listTags,
      listRuns,
      listHistory,
      rankTag,
      findKeywords,
      previewSidecars,
      writeSidecars,
      exportTags,
      exportCopies,
      exportModel: async (args) => exportModel(catalogue, modelsDir, args.dir),
    },
    keptBy: lockHolder(dir),
    close: async () => {
      await Promise.all([learner.close(), similarity.close(), tagging.close(), tagExchange.close()])
      catalogue.close()
    },
  }
}
