/** Scores encoders and baselines on labelled photos: what `evaluate` and the benchmarks print. */
import { createEngine } from '../engines/create-engine.ts'
import { PIXEL_SIZE } from '../imaging/pixels.ts'
import { backboneSpec } from '../learning/backbone.ts'
import { colourHistogram, histogramSize } from '../search/colour-histogram.ts'
import { evaluateEmbeddings, type EmbeddingScores, type LabelledSet } from '../search/embedding-scores.ts'
import type { Engine, EngineState } from '../learning/engine.ts'
import { normalise } from '../learning/memory-bank.ts'
import { engineConfig, type TrainingRecipe } from '../learning/recipe.ts'
import { embedAll, featuresOfAll } from '../learning/look.ts'
import { fitProjection } from '../learner/fit-projection.ts'
import { trainingPhotos, type LabelledPhotos } from './labelled-tree.ts'
import { linearSvmAccuracy } from './linear-svm.ts'

export interface Scores extends EmbeddingScores {
  linearSvm: number
}

/** The bank and what is held out. */
export interface Split {
  train: LabelledPhotos
  test: LabelledPhotos
}

export interface EncoderScores {
  /** By the embeddings, which is what the app searches by. */
  encoder: Scores
  /** Accuracy of a linear SVM on the averaged features after each stage, first stage first. */
  linearSvmByStage: number[]
}

/** Scores weights on the processor, seen and searched as the app does; their projection is made for the bank. */
export async function scoreEncoder(split: Split, recipe: TrainingRecipe, state: EngineState): Promise<EncoderScores> {
  return withFitted(split, recipe, state, async (engine) => ({
    encoder: scoreRows(split, await embedBoth(engine, split, recipe), recipe.embeddingSize),
    linearSvmByStage: await scoreStages(engine, split, recipe),
  }))
}

/** Without the support vector machines, which take longer than all the rest. */
export function scoreEmbeddings(split: Split, recipe: TrainingRecipe, state: EngineState): Promise<EmbeddingScores> {
  return withFitted(split, recipe, state, async (engine) => {
    const { train, test } = labelled(split, await embedBoth(engine, split, recipe))
    return evaluateEmbeddings(train, test, recipe.embeddingSize)
  })
}

async function withFitted<T>(
  split: Split,
  recipe: TrainingRecipe,
  state: EngineState,
  work: (engine: Engine) => Promise<T>,
): Promise<T> {
  const engine = await createEngine({ engine: 'onnx', device: 'cpu' }, engineConfig(recipe, PIXEL_SIZE), state)
  try {
    await fitProjection(engine, trainingPhotos(split.train), recipe)
    return await work(engine)
  } finally {
    await engine.dispose()
  }
}

const embedBoth = (engine: Engine, split: Split, recipe: TrainingRecipe): Promise<Rows> =>
  ofBoth(split, (part) => embedAll(engine, trainingPhotos(part), recipe))

export const scoreColour = (split: Split): Scores => scoreDescriptor(split, histogramSize, colourHistogram)
export const scorePixels = (split: Split): Scores => scoreDescriptor(split, 768, rawPixels)

/** The simple descriptors that learning has to beat, without support vector machines. */
export function scoreBaselines(split: Split): Record<'colourHistogram' | 'rawPixels', EmbeddingScores> {
  const scoresOf = (size: number, describe: (pixels: Uint8Array) => Float32Array) => {
    const { train, test } = labelled(split, describeBoth(split, size, describe))
    return evaluateEmbeddings(train, test, size)
  }
  return { colourHistogram: scoresOf(histogramSize, colourHistogram), rawPixels: scoresOf(768, rawPixels) }
}

type Rows = Record<keyof Split, Float32Array>

const ofBoth = async (split: Split, describe: (part: LabelledPhotos) => Promise<Float32Array>): Promise<Rows> => ({
  train: await describe(split.train),
  test: await describe(split.test),
})

function labelled(split: Split, rows: Rows): Record<keyof Split, LabelledSet> {
  const setOf = (part: keyof Split) => ({ rows: rows[part], classes: Int32Array.from(split[part].classes) })
  return { train: setOf('train'), test: setOf('test') }
}

function scoreRows(split: Split, rows: Rows, size: number): Scores {
  const { train, test } = labelled(split, rows)
  return { ...evaluateEmbeddings(train, test, size), linearSvm: linearSvmAccuracy(train, test, size) }
}

async function scoreStages(engine: Engine, split: Split, recipe: TrainingRecipe): Promise<number[]> {
  const scores: number[] = []
  for (const [stage, { featureSize }] of backboneSpec(recipe).stages.entries()) {
    const rows = await ofBoth(split, (part) => featuresOfAll(engine, trainingPhotos(part), recipe, stage))
    const { train, test } = labelled(split, rows)
    scores.push(linearSvmAccuracy(train, test, featureSize))
  }
  return scores
}

function describeAll(
  { pixels }: LabelledPhotos,
  size: number,
  describe: (pixels: Uint8Array) => Float32Array,
): Float32Array {
  const rows = new Float32Array(pixels.length * size)
  pixels.forEach((one, row) => rows.set(describe(one), row * size))
  return rows
}

function scoreDescriptor(split: Split, size: number, describe: (pixels: Uint8Array) => Float32Array): Scores {
  return scoreRows(split, describeBoth(split, size, describe), size)
}

const describeBoth = (split: Split, size: number, describe: (pixels: Uint8Array) => Float32Array): Rows => ({
  train: describeAll(split.train, size, describe),
  test: describeAll(split.test, size, describe),
})

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
