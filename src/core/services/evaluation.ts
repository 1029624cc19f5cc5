/**
 * Scores encoder and baselines on a folder tree whose folder names are the labels (DIR/train/<class>/ and
 * DIR/test/<class>/, or DIR/<class>/ split by content hash). Labels are never shown to training.
 */
import { createHash } from 'node:crypto'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { availableParallelism, tmpdir } from 'node:os'
import { join } from 'node:path'
import pLimit from 'p-limit'
import type { TrainingOptions } from '../../shared/domain.ts'
import { SemblanceError } from '../../shared/errors.ts'
import { createEngine } from '../engines/create-engine.ts'
import { decodePixels } from '../imaging/decode.ts'
import { PIXEL_SIZE } from '../imaging/pixels.ts'
import { initialState } from '../learning/backbone.ts'
import { colourHistogram, histogramSize } from '../learning/colour-histogram.ts'
import { evaluateEmbeddings, type EmbeddingScores } from '../learning/evaluation.ts'
import { normalise } from '../learning/memory-bank.ts'
import { Random } from '../learning/random.ts'
import { engineConfig, resolveRecipe, type TrainingRecipe } from '../learning/recipe.ts'
import { embedAll, type TrainingPhotos } from '../learning/trainer.ts'
import { loadEncoder } from './checkpoint.ts'
import type { LearnerProgress, RunBudget } from './learner-protocol.ts'
import { runTraining } from './learner-run.ts'

export interface EvaluationOptions {
  dir: string
  budget: RunBudget
  options?: TrainingOptions
  /** Changes to the recipe beyond what the options name. */
  recipe?: Partial<TrainingRecipe>
  /** Which folder beside `train` is scored; choose settings on `validation`, report `test`. */
  heldOut?: 'test' | 'validation'
  onProgress?(phase: string, progress: number, detail?: LearnerProgress): void
}

export interface Evaluation {
  encoder: EmbeddingScores
  untrainedEncoder: EmbeddingScores
  colourHistogram: EmbeddingScores
  rawPixels: EmbeddingScores
  trainingSeconds: number
  imagesPerSecond: number
  trainCount: number
  testCount: number
  classes: string[]
  /** Files that could not be read, left out. */
  unreadable: string[]
  recipe: TrainingRecipe
}

/** Decoded photos of one side of the split. */
interface Part {
  pixels: Uint8Array[]
  sizes: { width: number; height: number }[]
  classes: number[]
}

const pixelBytes = PIXEL_SIZE ** 2 * 3
/** One photo in five is held out where the tree has no split of its own. */
const heldOutShare = 5

/** Throws FOLDER_NOT_FOUND, NO_PHOTOS (fewer than two classes or photos), and what training throws. */
export async function evaluateFolder({ dir, budget, options = {}, recipe: changes, heldOut = 'test', onProgress }: EvaluationOptions): Promise<Evaluation> {
  const { train, test, classes, unreadable } = await readTree(dir, heldOut, (share) => onProgress?.('Reading photos', share))
  const recipe = resolveRecipe({ ...options, ...changes }, train.pixels.length)
  const photos = trainingPhotos(train)
  const modelDir = mkdtempSync(join(tmpdir(), 'semblance-evaluate-'))
  try {
    const untrained = initialState(engineConfig(recipe, PIXEL_SIZE), new Random(recipe.seed))
    const untrainedEncoder = await scoreEncoder(train, test, recipe, untrained)
    const result = await runTraining({
      modelDir,
      photos,
      recipe,
      budget,
      engine: options.engine ?? 'onnx',
      device: options.device ?? 'auto',
      control: { whileAllowed: () => Promise.resolve(), ending: () => null },
      onProgress: (detail) => onProgress?.('Learning', detail.progress, detail),
      onCheckpoint: () => {},
    })
    if (!result) throw new SemblanceError('LEARNER_FAILED', 'The training run ended early.')
    const { trainingSeconds, imagesPerSecond, encoderPath } = result
    return {
      encoder: await scoreEncoder(train, test, recipe, loadEncoder(encoderPath).state),
      untrainedEncoder,
      colourHistogram: score(train, test, histogramSize, colourHistogram),
      rawPixels: score(train, test, 768, rawPixels),
      trainingSeconds,
      imagesPerSecond,
      trainCount: train.pixels.length,
      testCount: test.pixels.length,
      classes,
      unreadable,
      recipe,
    }
  } finally {
    rmSync(modelDir, { recursive: true, force: true })
  }
}

async function scoreEncoder(train: Part, test: Part, recipe: TrainingRecipe, state: ReturnType<typeof initialState>): Promise<EmbeddingScores> {
  const engine = await createEngine({ engine: 'onnx', device: 'cpu' }, engineConfig(recipe, PIXEL_SIZE), state)
  const setOf = async (part: Part) => ({ rows: await embedAll(engine, trainingPhotos(part), recipe), classes: Int32Array.from(part.classes) })
  const scores = evaluateEmbeddings(await setOf(train), await setOf(test), recipe.embeddingSize)
  await engine.dispose()
  return scores
}

function score(train: Part, test: Part, size: number, describe: (pixels: Uint8Array) => Float32Array): EmbeddingScores {
  const setOf = (part: Part) => {
    const rows = new Float32Array(part.pixels.length * size)
    part.pixels.forEach((pixels, row) => rows.set(describe(pixels), row * size))
    return { rows, classes: Int32Array.from(part.classes) }
  }
  return evaluateEmbeddings(setOf(train), setOf(test), size)
}

/** 16x16 means of the stored square, centred on their own mean, unit length: [768]. */
function rawPixels(pixels: Uint8Array): Float32Array {
  const cell = PIXEL_SIZE / 16
  const means = new Float32Array(768)
  for (let i = 0; i < pixels.length; i++) {
    const place = Math.floor(i / 3)
    const [x, y] = [Math.floor((place % PIXEL_SIZE) / cell), Math.floor(place / PIXEL_SIZE / cell)]
    means[(y * 16 + x) * 3 + (i % 3)] += pixels[i]
  }
  const mean = means.reduce((sum, value) => sum + value, 0) / means.length
  const centred = means.map((value) => value - mean)
  normalise(centred)
  return centred
}

function trainingPhotos({ pixels, sizes }: Part): TrainingPhotos {
  return {
    count: pixels.length,
    pixelSize: PIXEL_SIZE,
    widths: sizes.map(({ width }) => width),
    heights: sizes.map(({ height }) => height),
    readPixels: (rows, target) => rows.forEach((row, b) => target.set(pixels[row], b * pixelBytes)),
  }
}

async function readTree(dir: string, heldOut: 'test' | 'validation', onShare: (share: number) => void) {
  if (!existsSync(dir) || !statSync(dir).isDirectory()) throw new SemblanceError('FOLDER_NOT_FOUND', `There is no folder ${dir}. Check --data.`)
  const split = existsSync(join(dir, 'train')) && existsSync(join(dir, heldOut))
  const classes = subfolders(split ? join(dir, 'train') : dir)
  const listed = (split ? (['train', 'test'] as const) : (['all'] as const)).flatMap((part) =>
    classes.flatMap((name, label) => filesOf(join(dir, { all: '', train: 'train', test: heldOut }[part], name)).map((path) => ({ part, path, label }))),
  )
  const parts: Record<'train' | 'test', Part> = { train: emptyPart(), test: emptyPart() }
  const unreadable: string[] = []
  const limit = pLimit(availableParallelism() + 1)
  let doneCount = 0
  const decoded = await Promise.all(listed.map((file) => limit(async () => {
    const bytes = readFileSync(file.path)
    const decoding = decodePixels(bytes).catch(() => null)
    const hashed = createHash('sha256').update(bytes).digest()[0]
    const part = file.part === 'all' ? (hashed % heldOutShare === 0 ? 'test' : 'train') : file.part
    const photo = await decoding
    onShare(++doneCount / listed.length)
    return { ...file, part, photo } as const
  })))
  for (const { part, path, label, photo } of decoded) {
    if (!photo) unreadable.push(path)
    else {
      parts[part].pixels.push(photo.pixels)
      parts[part].sizes.push(photo)
      parts[part].classes.push(label)
    }
  }
  if (classes.length < 2 || parts.train.pixels.length < 2 || parts.test.pixels.length < 1) {
    throw new SemblanceError('NO_PHOTOS', `${dir} needs at least two class folders with photos (train/<class>/ and test/<class>/, or <class>/).`)
  }
  return { ...parts, classes, unreadable }
}

const emptyPart = (): Part => ({ pixels: [], sizes: [], classes: [] })

function subfolders(dir: string): string[] {
  return readdirSync(dir, { withFileTypes: true }).filter((entry) => entry.isDirectory()).map((entry) => entry.name).sort()
}

function filesOf(dir: string): string[] {
  if (!existsSync(dir)) return []
  return readdirSync(dir, { withFileTypes: true }).filter((entry) => entry.isFile() && !entry.name.startsWith('.')).map((entry) => join(dir, entry.name)).sort()
}
