/**
 * Entry of the learner process: training and embedding, away from the catalogue and the window. Speaks
 * learner-protocol over the channel to its parent (fork's, or Electron's utility process port).
 */
import { createEngine } from './engines/create-engine.ts'
import { PIXEL_SIZE } from './imaging/pixels.ts'
import { openPixelStore } from './imaging/pixel-store.ts'
import type { Engine } from './learning/engine.ts'
import { engineConfig, type TrainingRecipe } from './learning/recipe.ts'
import { embedAll, LearningDiverged, wholeViews, type TrainingPhotos } from './learning/trainer.ts'
import { loadEncoder } from './services/checkpoint.ts'
import type { LearnerReply, LearnerRequest, TrainingRun } from './services/learner-protocol.ts'
import { runTraining, type RunControl } from './services/learner-run.ts'

type Ending = ReturnType<RunControl['ending']>

const reply = (message: LearnerReply): void => void process.send?.(message)

class Control implements RunControl {
  private end: Ending = null
  private gate: Promise<void> | null = null
  private open: () => void = () => {}

  whileAllowed = (): Promise<void> => this.gate ?? Promise.resolve()
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

async function train(run: TrainingRun): Promise<void> {
  const current = (control = new Control())
  const { modelDir } = run
  try {
    const result = await runTraining({
      ...run,
      photos: storedPhotos(run),
      control: current,
      onProgress: (progress) => reply({ type: 'progress', modelDir, progress }),
      onCheckpoint: (bank) => reply({ type: 'checkpoint', modelDir, bank }),
    })
    reply(result ? { type: 'done', modelDir, result } : { type: 'cancelled', modelDir })
  } catch (error) {
    reply({ type: 'failed', modelDir, error: { code: 'LEARNER_FAILED', message: describe(error) } })
  } finally {
    // The next run may have begun already.
    if (control === current) control = null
  }
  if (current.ending() === 'close') process.exit(0)
}

function describe(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error)
  return error instanceof LearningDiverged ? `${message} Start again with a lower learning rate.` : message
}

function storedPhotos({ pixelsDir, photos }: Pick<TrainingRun, 'pixelsDir' | 'photos'>): TrainingPhotos {
  const store = openPixelStore(pixelsDir, { readOnly: true })
  return {
    count: photos.slots.length,
    pixelSize: PIXEL_SIZE,
    widths: photos.widths,
    heights: photos.heights,
    readPixels: (rows, target) => store.readInto(Array.from(rows, (row) => photos.slots[row]), target),
  }
}

/** The encoder last asked for stays loaded. */
let embedder: { path: string; engine: Engine; recipe: TrainingRecipe } | null = null

async function embed({ requestId, encoderPath, pixelsDir, slots, pixels }: Extract<LearnerRequest, { type: 'embed' }>): Promise<void> {
  try {
    const { engine, recipe } = await loadEmbedder(encoderPath)
    const embeddings = slots
      ? await embedAll(engine, storedPhotos({ pixelsDir, photos: { photoIds: slots, slots, widths: slots, heights: slots } }), recipe)
      : await engine.embed(wholeViews(pixels ?? new Uint8Array(), { imageSize: recipe.imageSize, pixelSize: PIXEL_SIZE }))
    reply({ type: 'embedded', requestId, embeddings })
  } catch (error) {
    reply({ type: 'embedFailed', requestId, error: { code: 'LEARNER_FAILED', message: describe(error) } })
  }
}

async function loadEmbedder(path: string) {
  if (embedder?.path === path) return embedder
  await embedder?.engine.dispose()
  const { state, recipe } = loadEncoder(path)
  const engine = await createEngine({ engine: 'onnx', device: 'cpu' }, engineConfig(recipe, PIXEL_SIZE), state)
  return (embedder = { path, engine, recipe })
}

/** Embedding requests wait for each other: they share one engine. */
let lastEmbed: Promise<void> = Promise.resolve()

function handle(request: LearnerRequest): void {
  switch (request.type) {
    case 'train':
      return void train(request.run)
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
// Ctrl-C in a terminal reaches the whole group; the parent decides what it means.
process.on('SIGINT', () => {})
