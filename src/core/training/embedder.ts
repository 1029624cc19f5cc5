/**
 * Photos and images as the model in use sees them, made in the learner process. Photos that it has not seen are
 * embedded one pass at a time; a pass looks again when it is through, or another model is in use, so that photos and
 * models that come while it runs are not left out.
 */
import type { TrainingStatus } from '../../shared/domain.ts'
import { encoderPath } from '../learner/checkpoint.ts'
import type { Catalogue } from '../store/catalogue.ts'
import type { LearnerClient } from './learner-client.ts'
import { isInUse, keepRows } from './keep-rows.ts'

export interface EmbedderDependencies {
  catalogue: Catalogue
  /** Folder of the pixel store. */
  pixelsDir: string
  /** Of a model version; the catalogue may have been moved since it was made. */
  modelDir(modelVersion: number): string
  learner: Pick<LearnerClient, 'embed'>
  /** Of a pass; null at its end. */
  onProgress(progress: TrainingStatus['newPhotos']): void
  /** A pass has added embeddings. */
  onEmbedded(): void
}

/** Photos that a model has not seen. */
interface Unseen {
  modelVersion: number
  embeddingSize: number
  photoIds: Int32Array
  slots: Int32Array
}

const mostOfAChunk = 512

export type Embedder = ReturnType<typeof createEmbedder>

export function createEmbedder({
  catalogue,
  pixelsDir,
  modelDir,
  learner,
  onProgress,
  onEmbedded,
}: EmbedderDependencies) {
  let pass: Promise<void> | null = null
  /** Photos were found that it has not seen. */
  let isSeeing = false
  /** Photos seen in the pass. */
  let doneCount = 0
  let askedCount = 0
  /** Of who asked since the pass began: it goes on for any of them. */
  const reasons = new Set<() => boolean>()
  const mayGoOn = (): boolean => [...reasons].some((may) => may())

  /**
   * Resolves when every photo is embedded by the model in use; at once where that is so, and earlier where it may not
   * go on. Throws LEARNER_FAILED, DISK_FULL, CANCELLED.
   */
  function embed(may = () => true): Promise<void> {
    askedCount++
    reasons.add(may)
    return (pass ??= embedAll())
  }

  /** What came while photos were looked up may have been passed by: it is asked for then, and they are again. */
  async function embedAll(): Promise<void> {
    doneCount = 0
    try {
      for (;;) {
        const asked = askedCount
        const some = await unseen()
        if (some ? !mayGoOn() : asked === askedCount) return
        if (some) await embedThese(some)
      }
    } finally {
      const hadAny = isSeeing
      ;[pass, isSeeing] = [null, false]
      reasons.clear()
      if (hadAny) onProgress(null)
      if (doneCount > 0) onEmbedded()
    }
  }

  async function embedThese(some: Unseen): Promise<void> {
    isSeeing = true
    for (let from = 0; from < some.photoIds.length; from += mostOfAChunk) {
      if (!mayGoOn() || !isInUse(catalogue, some.modelVersion)) return
      onProgress({ doneCount, totalCount: doneCount + some.photoIds.length - from })
      doneCount += await embedChunk(some, from)
    }
  }

  async function unseen(): Promise<Unseen | null> {
    const model = catalogue.models.active()
    if (!model?.encoderPath) return null
    const { modelVersion, embeddingSize } = model
    const missing = new Set(await catalogue.models.photosWithoutEmbedding(modelVersion))
    if (missing.size === 0) return null
    const { photoIds, slots } = catalogue.photos.pixelSlots()
    const rows = Int32Array.from([...photoIds.keys()].filter((row) => missing.has(photoIds[row])))
    return {
      modelVersion,
      embeddingSize,
      photoIds: rows.map((row) => photoIds[row]),
      slots: rows.map((row) => slots[row]),
    }
  }

  /** Returns how many it saw. */
  async function embedChunk(some: Unseen, from: number): Promise<number> {
    const { modelVersion, embeddingSize } = some
    const [photoIds, slots] = [some.photoIds, some.slots].map((all) => all.slice(from, from + mostOfAChunk))
    const encoder = encoderPath(modelDir(modelVersion))
    const rows = await learner.embed({ encoderPath: encoder, pixelsDir, slots, pixels: null })
    keepRows(catalogue, { modelVersion, photoIds, slots, rows }, (ids, kept) =>
      catalogue.models.addEmbeddings(modelVersion, ids, kept, embeddingSize),
    )
    return photoIds.length
  }

  return {
    embed,
    isUnderWay: (): boolean => isSeeing,
    /** Resolves when no pass is going on, however it ended. */
    idle: async (): Promise<void> => {
      await pass?.catch(() => {})
    },
  }
}
