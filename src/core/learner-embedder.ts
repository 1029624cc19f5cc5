/** The learner's part that embeds: one encoder at a time, one request after another. */
import { createEngine } from './engines/create-engine.ts'
import { PIXEL_SIZE } from './imaging/pixels.ts'
import { loadEncoder } from './learner/checkpoint.ts'
import { failureOf } from './learner/failure.ts'
import type { LearnerReply, LearnerRequest } from './learner/protocol.ts'
import type { Engine } from './learning/engine.ts'
import { embedAll, wholeViews } from './learning/look.ts'
import { engineConfig, type TrainingRecipe } from './learning/recipe.ts'
import { withStoredPhotos } from './stored-photos.ts'

type EmbedRequest = Extract<LearnerRequest, { type: 'embed' }>

export interface LearnerEmbedder {
  embed(request: EmbedRequest): void
  /** After the requests that are waiting, frees the encoder. */
  letGo(): Promise<void>
}

export function createLearnerEmbedder(reply: (message: LearnerReply) => void): LearnerEmbedder {
  /** The encoder last asked for stays loaded until a run begins: it holds some hundred megabytes. */
  let embedder: { path: string; engine: Engine; recipe: TrainingRecipe } | null = null

  async function embedNow({ requestId, encoderPath, pixelsDir, slots, pixels }: EmbedRequest): Promise<void> {
    try {
      const { engine, recipe } = await loadEmbedder(encoderPath)
      const embeddings = slots
        ? await withStoredPhotos(
            { pixelsDir, photos: { photoIds: slots, slots, widths: slots, heights: slots } },
            (photos) => embedAll(engine, photos, recipe),
          )
        : await engine.embed(
            wholeViews(pixels ?? new Uint8Array(), { imageSize: recipe.searchImageSize, pixelSize: PIXEL_SIZE }),
          )
      reply({ type: 'embedded', requestId, embeddings })
    } catch (error) {
      reply({ type: 'embedFailed', requestId, error: failureOf(error, encoderPath) })
    }
  }

  async function loadEmbedder(path: string) {
    if (embedder?.path === path) return embedder
    await disposeEmbedder()
    const { state, recipe } = loadEncoder(path)
    const engine = await createEngine({ engine: 'onnx', device: 'cpu' }, engineConfig(recipe, PIXEL_SIZE), state)
    return (embedder = { path, engine, recipe })
  }

  /** The next file may turn out unreadable, and nobody may be given an engine that is gone. */
  async function disposeEmbedder(): Promise<void> {
    const old = embedder
    embedder = null
    await old?.engine.dispose()
  }

  /** Embedding requests wait for each other: they share one engine. */
  let lastEmbed: Promise<void> = Promise.resolve()

  return {
    embed: (request) => void (lastEmbed = lastEmbed.then(() => embedNow(request))),
    letGo: () => (lastEmbed = lastEmbed.then(disposeEmbedder)),
  }
}
