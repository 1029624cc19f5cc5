/** The learner's part that embeds: one encoder at a time, one request after another. */
import { createEngine } from './engines/create-engine.ts'
import { PIXEL_SIZE } from './imaging/pixels.ts'
import { loadEncoderInUse } from './learner/checkpoint.ts'
import { failureOf } from './learner/failure.ts'
import type { LearnerReply, LearnerRequest } from './learner/protocol.ts'
import type { Engine } from './learning/engine.ts'
import { embedAll, wholeViews } from './learning/look.ts'
import { engineConfig, type TrainingRecipe } from './learning/recipe.ts'
import { regionPhotos } from './region-photos.ts'
import { withStoredPhotos } from './stored-photos.ts'

type EmbedRequest = Extract<LearnerRequest, { type: 'embed' }>

interface Loaded {
  engine: Engine
  recipe: TrainingRecipe
}

export interface LearnerEmbedder {
  embed(request: EmbedRequest): void
  /** After the requests that are waiting, frees the encoder. */
  letGo(): Promise<void>
}

export function createLearnerEmbedder(reply: (message: LearnerReply) => void): LearnerEmbedder {
  /** The encoder last asked for stays loaded until a run begins: it holds some hundred megabytes. */
  let embedder: (Loaded & { path: string }) | null = null

  async function embedNow(request: EmbedRequest): Promise<void> {
    const { requestId, encoderPath } = request
    try {
      reply({ type: 'embedded', requestId, embeddings: await embedded(request, await loadEmbedder(encoderPath)) })
    } catch (error) {
      reply({ type: 'embedFailed', requestId, error: failureOf(error, encoderPath) })
    }
  }

  async function loadEmbedder(path: string) {
    if (embedder?.path === path) return embedder
    await disposeEmbedder()
    const { state, recipe } = loadEncoderInUse(path)
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

async function embedded({ pixelsDir, slots, pixels, thumbnails }: EmbedRequest, { engine, recipe }: Loaded) {
  if (thumbnails) return embeddedRegions(thumbnails, { engine, recipe })
  if (slots)
    return withStoredPhotos(
      { pixelsDir, photos: { photoIds: slots, slots, widths: slots, heights: slots } },
      (photos) => embedAll(engine, photos, recipe),
    )
  const geometry = { imageSize: recipe.searchImageSize, pixelSize: PIXEL_SIZE }
  return engine.embed(wholeViews(pixels ?? new Uint8Array(), geometry))
}

async function embeddedRegions(thumbnails: string[], { engine, recipe }: Loaded): Promise<Float32Array> {
  const photos = await regionPhotos(thumbnails)
  const rows = await embedAll(engine, photos, recipe)
  const size = rows.length / thumbnails.length
  for (const at of photos.unreadable) rows.fill(NaN, at * size, (at + 1) * size)
  return rows
}
