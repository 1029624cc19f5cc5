/**
 * Entry of the learner process: training and embedding, away from the catalogue and the window. Speaks
 * learner-protocol over the channel to its parent (fork's, or Electron's utility process port).
 */
import { createEngine } from './engines/create-engine.ts'
import { PIXEL_SIZE } from './imaging/pixels.ts'
import { openPixelStore } from './imaging/pixel-store.ts'
import type { Engine } from './learning/engine.ts'
import { engineConfig, type TrainingRecipe } from './learning/recipe.ts'
import { embedAll, wholeViews } from './learning/look.ts'
import type { TrainingPhotos } from './learning/training-photos.ts'
import { loadEncoder } from './learner/checkpoint.ts'
import { failureOf } from './learner/failure.ts'
import type { LearnerReply, LearnerRequest, TrainingRun } from './learner/protocol.ts'
import { runTraining } from './learner/run.ts'
import type { RunControl } from './learner/run-options.ts'

type Ending = ReturnType<RunControl['ending']>

// A parent that is gone gets no answer, and there is nobody left to learn for.
const reply = (message: LearnerReply): void =>
  void process.send?.(message, (error: Error | null) => error && process.exit(0))

class Control implements RunControl {
  private end: Ending = null
  private gate: Promise<void> | null = null
  private open: () => void = () => {}

  whileAllowed = (): Promise<void> | null => this.gate
  ending = (): Ending => this.end

  pause(): void {
    this.gate ??= new Promise((resolve) => (this.open = resolve))
  }

  resume(): void {
    this.gate = null
    this.open()
  }

  endWith(ending: Ending): void {
    this.end = ending
    this.resume()
  }
}

let control: Control | null = null
let lastRun: Promise<void> = Promise.resolve()

/**
 * A run waits for the end of the one before, which may be on its way out of a step; it can be called off from now on.
 */
function train(run: TrainingRun): void {
  const current = (control = new Control())
  lastRun = lastRun.then(() => trainNow(run, current))
}

async function trainNow(run: TrainingRun, current: Control): Promise<void> {
  const { modelDir } = run
  await letGoOfEmbedder()
  try {
    const result = await withStoredPhotos(run, (photos) =>
      runTraining({
        ...run,
        photos,
        control: current,
        onProgress: (progress) => reply({ type: 'progress', modelDir, progress }),
        onCheckpoint: () => reply({ type: 'checkpoint', modelDir }),
      }),
    )
    reply(result ? { type: 'done', modelDir, result } : { type: 'cancelled', modelDir })
  } catch (error) {
    reply({ type: 'failed', modelDir, error: failureOf(error, modelDir) })
  } finally {
    // The next run may have been asked for already.
    if (control === current) control = null
  }
  if (current.ending() === 'close') process.exit(0)
}

async function withStoredPhotos<T>(
  { pixelsDir, photos }: Pick<TrainingRun, 'pixelsDir' | 'photos'>,
  use: (photos: TrainingPhotos) => Promise<T>,
): Promise<T> {
  const store = openPixelStore(pixelsDir, { readOnly: true })
  const readPixels: TrainingPhotos['readPixels'] = (rows, target) =>
    store.readInto(
      Array.from(rows, (row) => photos.slots[row]),
      target,
    )
  try {
    return await use({
      count: photos.slots.length,
      pixelSize: PIXEL_SIZE,
      widths: photos.widths,
      heights: photos.heights,
      readPixels,
    })
  } finally {
    store.close()
  }
}

/** The encoder last asked for stays loaded until a run begins: it holds some hundred megabytes. */
let embedder: { path: string; engine: Engine; recipe: TrainingRecipe } | null = null

async function embed({
  requestId,
  encoderPath,
  pixelsDir,
  slots,
  pixels,
}: Extract<LearnerRequest, { type: 'embed' }>): Promise<void> {
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

/** After those that are waiting. */
const letGoOfEmbedder = (): Promise<void> => (lastEmbed = lastEmbed.then(disposeEmbedder))

function handle(request: LearnerRequest): void {
  switch (request.type) {
    case 'train':
      return train(request.run)
    case 'embed':
      lastEmbed = lastEmbed.then(() => embed(request))
      return
    case 'pause':
      return control?.pause()
    case 'resume':
      return control?.resume()
    case 'finish':
    case 'cancel':
      return control?.endWith(request.type)
    case 'close':
      return control ? control.endWith('close') : process.exit(0)
  }
}

process.on('message', handle)
// The parent is gone: nobody reads what we learn. A run goes on from its checkpoint next time.
process.on('disconnect', () => handle({ type: 'close' }))
process.on('SIGTERM', () => handle({ type: 'close' }))
// Ctrl-C in a terminal reaches the whole group; the parent decides what it means.
process.on('SIGINT', () => {})
