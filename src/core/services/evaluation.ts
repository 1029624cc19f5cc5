/**
 * Scores encoder and baselines on a folder tree whose folder names are the labels (DIR/train/<class>/ and
 * DIR/test/<class>/, or DIR/<class>/ split by content hash). Labels are never shown to training.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TrainingOptions } from '../../shared/domain.ts'
import { SemblanceError } from '../../shared/errors.ts'
import { createEngine } from '../engines/create-engine.ts'
import { PIXEL_SIZE } from '../imaging/pixels.ts'
import { initialState } from '../learning/backbone.ts'
import { colourHistogram, histogramSize } from '../learning/colour-histogram.ts'
import { evaluateEmbeddings, type EmbeddingScores } from '../learning/evaluation.ts'
import type { EngineState } from '../learning/engine.ts'
import { fuse, meanHistogram } from '../learning/fusion.ts'
import { normalise } from '../learning/memory-bank.ts'
import { Random } from '../learning/random.ts'
import { engineConfig, resolveRecipe, type TrainingRecipe } from '../learning/recipe.ts'
import { embedAll } from '../learning/trainer.ts'
import { loadEncoder } from './checkpoint.ts'
import { readLabelledTree, trainingPhotos, type LabelledPhotos } from './labelled-tree.ts'
import type { LearnerProgress, RunBudget } from './learner-protocol.ts'
import { runTraining } from './learner-run.ts'

export interface EvaluationOptions {
  dir: string
  budget: RunBudget
  options?: TrainingOptions
  /** Changes to the recipe beyond what the options name. */
  recipe?: Partial<TrainingRecipe>
  starterPath?: string | null
  /** Which folder beside `train` is scored; choose settings on `validation`, report `test`. */
  heldOut?: 'test' | 'validation'
  onProgress?(phase: string, progress: number, detail?: LearnerProgress): void
}

export interface Evaluation {
  encoder: EmbeddingScores
  /** What the app searches by: the encoder joined with colour. */
  encoderAndColour: EmbeddingScores
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

/** Throws FOLDER_NOT_FOUND, NO_PHOTOS (fewer than two classes or photos), and what training throws. */
export async function evaluateFolder({ dir, budget, options = {}, recipe: changes, starterPath = null, heldOut = 'test', onProgress }: EvaluationOptions): Promise<Evaluation> {
  const { train, test, classes, unreadable } = await readLabelledTree(dir, heldOut, (share) => onProgress?.('Reading photos', share))
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
      starterPath,
      budget,
      engine: options.engine ?? 'onnx',
      device: options.device ?? 'auto',
      control: { whileAllowed: () => Promise.resolve(), ending: () => null },
      onProgress: (detail) => onProgress?.('Learning', detail.progress, detail),
      onCheckpoint: () => {},
    })
    if (!result) throw new SemblanceError('LEARNER_FAILED', 'The training run ended early.')
    const { trainingSeconds, imagesPerSecond, encoderPath } = result
    const { state } = loadEncoder(encoderPath)
    return {
      encoder: await scoreEncoder(train, test, recipe, state),
      encoderAndColour: await scoreEncoder(train, test, recipe, state, { withColour: true }),
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

/** Scores weights on the processor, alone or joined with colour. */
export async function scoreEncoder(train: LabelledPhotos, test: LabelledPhotos, recipe: TrainingRecipe, state: EngineState, { withColour = false } = {}): Promise<EmbeddingScores> {
  const engine = await createEngine({ engine: 'onnx', device: 'cpu' }, engineConfig(recipe, PIXEL_SIZE), state)
  const parts = [train, test].map((part) => ({ part, photos: trainingPhotos(part) }))
  const [ofTrain, ofTest] = [await embedAll(engine, parts[0].photos, recipe), await embedAll(engine, parts[1].photos, recipe)]
  await engine.dispose()
  const classes = (part: LabelledPhotos) => Int32Array.from(part.classes)
  if (!withColour) return evaluateEmbeddings({ rows: ofTrain, classes: classes(train) }, { rows: ofTest, classes: classes(test) }, recipe.embeddingSize)
  const mean = meanHistogram(histogramsOf(train), histogramSize)
  const joined = (part: LabelledPhotos, embeddings: Float32Array) => ({ rows: joinColour(part, embeddings, mean), classes: classes(part) })
  return evaluateEmbeddings(joined(train, ofTrain), joined(test, ofTest), recipe.embeddingSize + histogramSize)
}

function histogramsOf({ pixels }: LabelledPhotos): Float32Array {
  const all = new Float32Array(pixels.length * histogramSize)
  pixels.forEach((one, row) => all.set(colourHistogram(one), row * histogramSize))
  return all
}

function joinColour(part: LabelledPhotos, embeddings: Float32Array, mean: Float32Array): Float32Array {
  const D = embeddings.length / part.pixels.length
  const size = D + histogramSize
  const rows = new Float32Array(part.pixels.length * size)
  part.pixels.forEach((pixels, row) => {
    fuse(rows.subarray(row * size, (row + 1) * size), embeddings.subarray(row * D, (row + 1) * D), colourHistogram(pixels), mean)
  })
  return rows
}

function score(train: LabelledPhotos, test: LabelledPhotos, size: number, describe: (pixels: Uint8Array) => Float32Array): EmbeddingScores {
  const setOf = (part: LabelledPhotos) => {
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
