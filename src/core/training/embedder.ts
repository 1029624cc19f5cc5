/**
 * Photos and images as the model in use sees them, made in the learner process. Photos that it has not seen are
 * embedded one pass at a time; a pass looks again when it is through, or another model is in use, so that photos and
 * models that come while it runs are not left out.
 */
import type { TrainingStatus } from '../../shared/domain.ts'
import { encoderPath } from '../learner/checkpoint.ts'
import type { Catalogue } from '../store/catalogue.ts'
import type { LearnerClient } from './learner-client.ts'
import { rowsAt } from './rows-at.ts'

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
  const encoderOf = (modelVersion: number) => encoderPath(modelDir(modelVersion))

  /**
   * Resolves when every photo is embedded by the model in use; at once where that is so, and earlier where it may not
   * go on. Throws LEARNER_FAILED, DISK_FULL.
   */
  async function embed(mayGoOn = () => true): Promise<void> {
    if (pass) return pass
    const first = unseen()
    if (first && mayGoOn()) await (pass = embedFrom(first, mayGoOn))
  }

  async function embedFrom(first: Unseen, mayGoOn: () => boolean): Promise<void> {
    let doneCount = 0
    try {
      for (let some: Unseen | null = first; some; some = unseen()) {
        for (let from = 0; from < some.photoIds.length && isInUse(some); from += mostOfAChunk) {
          onProgress({ doneCount, totalCount: doneCount + some.photoIds.length - from })
          doneCount += await embedChunk(some, from)
          if (!mayGoOn()) return
        }
      }
    } finally {
      pass = null
      onProgress(null)
      if (doneCount > 0) onEmbedded()
    }
  }

  const isInUse = ({ modelVersion }: Unseen) => catalogue.models.active()?.modelVersion === modelVersion

  function unseen(): Unseen | null {
    const model = catalogue.models.active()
    if (!model?.encoderPath) return null
    const { modelVersion, embeddingSize } = model
    const missing = new Set(catalogue.models.photosWithoutEmbedding(modelVersion))
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
    const embeddings = await learner.embed({ encoderPath: encoderOf(modelVersion), pixelsDir, slots, pixels: null })
    // Where another model came into use meanwhile, the next ones are for that one; what was read again is seen again.
    const kept = [...photoIds.keys()].filter((at) => catalogue.photos.pixelSlot(photoIds[at]) === slots[at])
    const ids = Int32Array.from(kept, (at) => photoIds[at])
    if (isInUse(some) && kept.length > 0)
      catalogue.models.addEmbeddings(modelVersion, ids, rowsAt(embeddings, kept, embeddingSize), embeddingSize)
    return photoIds.length
  }

  return {
    embed,
    isUnderWay: (): boolean => pass !== null,
    /** Resolves when no pass is going on, however it ended. */
    idle: async (): Promise<void> => {
      await pass?.catch(() => {})
    },
  }
}
