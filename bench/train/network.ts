/** The network alone, one view a photo and the full softmax over the bank, as the rival has it. */
import { createOnnxEngine } from '../../src/core/engines/onnx/engine.ts'
import type { OnnxDevice } from '../../src/core/engines/onnx/open-session.ts'
import type { Tensorflow } from '../../src/core/engines/tensorflow/encoder.ts'
import { createTensorflowEngine } from '../../src/core/engines/tensorflow/engine.ts'
import { initialState } from '../../src/core/learning/encoder-weights.ts'
import { allocateViewBuffers, drawViews } from '../../src/core/learning/batches.ts'
import type { Backbone, Engine, EngineConfig, TrainingBatch } from '../../src/core/learning/engine.ts'
import { wholeViews } from '../../src/core/learning/look.ts'
import { MemoryBank } from '../../src/core/learning/memory-bank.ts'
import { Random } from '../../src/core/learning/random.ts'
import { defaultRecipe, engineConfig, learntProjection, type TrainingRecipe } from '../../src/core/learning/recipe.ts'
import type { TrainingPhotos } from '../../src/core/learning/training-photos.ts'
import { inTurns, printRates } from '../measure.ts'
import { torchForms, type Contestants } from './rival.ts'

export const pixelSize = 96
export const bankRows = 3000

export interface NetworkCase {
  backbone: Backbone
  imageSize: number
  batchSize: number
  /** Each an engine of its own. */
  devices: OnnxDevice[]
  python: string | null
  tensorflow: Tensorflow | null
  photos: TrainingPhotos
}

export interface Turns {
  rounds: number
  /** Of a round and contestant. */
  seconds: number
}

export async function compareNetworks(each: NetworkCase, { rounds, seconds }: Turns): Promise<void> {
  const { backbone, imageSize, batchSize } = each
  const recipe: TrainingRecipe = {
    ...defaultRecipe,
    ...learntProjection,
    backbone,
    imageSize,
    searchImageSize: imageSize,
    batchSize,
    viewWeight: 0,
  }
  const batch = newBatch(recipe, each.photos)
  const engines = await enginesOf(each, engineConfig(recipe, pixelSize))
  const oursBy = (run: (engine: Engine) => Promise<unknown>): Contestants =>
    Object.fromEntries(
      Object.entries(engines).map(([name, engine]) => [name, () => rateOf(seconds, batchSize, () => run(engine))]),
    )
  const whole = wholeViews(batch.pixels, { imageSize, pixelSize })
  const torch = (what: string): Contestants =>
    torchForms(each.python, [backbone, String(imageSize), String(batchSize), String(seconds), what])
  console.log(`${backbone}, ${imageSize} px, batch ${batchSize}`)
  for (const engine of Object.values(engines)) await engine.trainStep(batch)
  await printTurns('  training step', { ...torch('train'), ...oursBy((engine) => engine.trainStep(batch)) }, rounds)
  await printTurns('  forward only', { ...torch('forward'), ...oursBy((engine) => engine.embed(whole)) }, rounds)
  for (const engine of Object.values(engines)) await engine.dispose()
}

async function enginesOf({ devices, tensorflow }: NetworkCase, config: EngineConfig): Promise<Record<string, Engine>> {
  const state = () => initialState(config, new Random(1))
  const engines: Record<string, Engine> = {}
  for (const device of devices) engines[`ONNX engine, ${device}`] = await createOnnxEngine(config, state(), { device })
  if (tensorflow) engines['TensorFlow engine'] = await createTensorflowEngine(tensorflow, config, state())
  return engines
}

/** Beside PyTorch's best layout, or the first. */
export async function printTurns(title: string, contestants: Contestants, rounds: number): Promise<void> {
  console.log(title)
  const names = Object.keys(contestants)
  const base = names.find((name) => name.includes('channels-last')) ?? names[0]
  printRates(await inTurns(rounds, contestants), 'images/s', base)
}

export async function rateOf(seconds: number, imagesAStep: number, step: () => Promise<unknown>): Promise<number> {
  const startedMs = performance.now()
  let stepCount = 0
  for (; performance.now() - startedMs < seconds * 1000; stepCount++) await step()
  return (stepCount * imagesAStep) / ((performance.now() - startedMs) / 1000)
}

export function newBatch(recipe: TrainingRecipe, photos: TrainingPhotos): TrainingBatch {
  const random = new Random(4)
  const rows = Int32Array.from({ length: recipe.batchSize }, (_, b) => b)
  const views = drawViews(allocateViewBuffers(recipe.batchSize, recipe, photos), photos, rows, recipe, random)
  return {
    ...views,
    instances: rows,
    bank: MemoryBank.random(bankRows, recipe.embeddingSize, random).rows,
    learningRate: 0.01,
  }
}
