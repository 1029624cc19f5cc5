/** Scores encoders and baselines on labelled photos: what `evaluate` and the benchmarks print. */
import { createEngine } from '../engines/create-engine.ts'
import { PIXEL_SIZE } from '../imaging/pixels.ts'
import { backboneSpec } from '../learning/backbone.ts'
import { colourHistogram, histogramSize } from '../learning/colour-histogram.ts'
import { evaluateEmbeddings, type EmbeddingScores, type LabelledSet } from '../learning/evaluation.ts'
import type { Engine, EngineState } from '../learning/engine.ts'
import { fuse, meanHistogram } from '../learning/fusion.ts'
import { normalise } from '../learning/memory-bank.ts'
import { engineConfig, type TrainingRecipe } from '../learning/recipe.ts'
import { embedAll, featuresOfAll } from '../learning/trainer.ts'
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
  encoder: Scores
  /** What the app searches by: the encoder joined with colour. */
  encoderAndColour: Scores
  /** Accuracy of a linear SVM on the averaged features after each stage, first stage first. */
  linearSvmByStage: number[]
}

/** Scores weights on the processor. */
export async function scoreEncoder(split: Split, recipe: TrainingRecipe, state: EngineState): Promise<EncoderScores> {
  const engine = await createEngine({ engine: 'onnx', device: 'cpu' }, engineConfig(recipe, PIXEL_SIZE), state)
  try {
    const rows = await ofBoth(split, (part) => embedAll(engine, trainingPhotos(part), recipe))
    const joined = joinColour(split, rows)
    return {
      encoder: scoreRows(split, rows, recipe.embeddingSize),
      encoderAndColour: scoreRows(split, joined, recipe.embeddingSize + histogramSize),
      linearSvmByStage: await scoreStages(engine, split, recipe),
    }
  } finally {
    await engine.dispose()
  }
}

export const scoreColour = (split: Split): Scores => scoreDescriptor(split, histogramSize, colourHistogram)
export const scorePixels = (split: Split): Scores => scoreDescriptor(split, 768, rawPixels)

type Rows = Record<keyof Split, Float32Array>

const ofBoth = async (split: Split, describe: (part: LabelledPhotos) => Promise<Float32Array>): Promise<Rows> => ({ train: await describe(split.train), test: await describe(split.test) })

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
  for (const [stage, { featureSize }] of backboneSpec(recipe.backbone).stages.entries()) {
    const rows = await ofBoth(split, (part) => featuresOfAll(engine, trainingPhotos(part), recipe, stage))
    const { train, test } = labelled(split, rows)
    scores.push(linearSvmAccuracy(train, test, featureSize))
  }
  return scores
}

function joinColour(split: Split, rows: Rows): Rows {
  const histograms = { train: histogramsOf(split.train), test: histogramsOf(split.test) }
  const mean = meanHistogram(histograms.train, histogramSize)
  const join = (part: keyof Split) => {
    const D = rows[part].length / split[part].classes.length
    const size = D + histogramSize
    const joined = new Float32Array(split[part].classes.length * size)
    split[part].classes.forEach((_, row) => {
      const histogram = histograms[part].subarray(row * histogramSize, (row + 1) * histogramSize)
      fuse(joined.subarray(row * size, (row + 1) * size), rows[part].subarray(row * D, (row + 1) * D), histogram, mean)
    })
    return joined
  }
  return { train: join('train'), test: join('test') }
}

const histogramsOf = (part: LabelledPhotos): Float32Array => describeAll(part, histogramSize, colourHistogram)

function describeAll({ pixels }: LabelledPhotos, size: number, describe: (pixels: Uint8Array) => Float32Array): Float32Array {
  const rows = new Float32Array(pixels.length * size)
  pixels.forEach((one, row) => rows.set(describe(one), row * size))
  return rows
}

function scoreDescriptor(split: Split, size: number, describe: (pixels: Uint8Array) => Float32Array): Scores {
  return scoreRows(split, { train: describeAll(split.train, size, describe), test: describeAll(split.test, size, describe) }, size)
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
