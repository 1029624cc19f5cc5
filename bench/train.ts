/** npm run bench -- train: images per second of a training step, ours beside PyTorch eager where Python has it. */
import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { Command } from 'commander'
import { createOnnxEngine, type OnnxDevice } from '../src/core/engines/onnx/engine.ts'
import { initialState } from '../src/core/learning/backbone.ts'
import { allocateViewBuffers, drawViews } from '../src/core/learning/batches.ts'
import { createTensorflowEngine } from '../src/core/engines/tensorflow/engine.ts'
import type { Tensorflow } from '../src/core/engines/tensorflow/encoder.ts'
import { loadTensorflow } from '../src/core/engines/tensorflow/load.ts'
import type { Backbone, Engine, TrainingBatch } from '../src/core/learning/engine.ts'
import { wholeViews } from '../src/core/learning/look.ts'
import { MemoryBank } from '../src/core/learning/memory-bank.ts'
import { Random } from '../src/core/learning/random.ts'
import {
  defaultRecipe,
  engineConfig,
  learntProjection,
  viewsPerPhoto,
  type TrainingRecipe,
} from '../src/core/learning/recipe.ts'
import { Trainer } from '../src/core/learning/trainer.ts'
import type { TrainingPhotos } from '../src/core/learning/training-photos.ts'
import { inTurns, printMachine, printRates } from './measure.ts'
import { storedNoise } from './pipeline.ts'

interface Options {
  rounds: number
  seconds: number
  device: OnnxDevice
  sizes: number[]
  data?: string
}

/** The first that has PyTorch. */
const pythons = [process.env.PYTHON ?? 'python3', '/usr/bin/python3']
const pixelSize = 96
const batchSize = 64
const bankRows = 3000
const script = fileURLToPath(new URL('./train.py', import.meta.url))

const sizes = (text: string, before: number[] = []): number[] => [...before, Number(text)]

export const trainBench = () =>
  new Command('train')
    .description(
      'images per second of the whole step (augmentation, network, loss, SGD), beside PyTorch eager in each form',
    )
    .option('--rounds <n>', 'rounds', Number, 3)
    .option('--seconds <n>', 'seconds a round and contestant', Number, 8)
    .option('--device <name>', 'cpu, webgpu or dml', 'cpu')
    .option('--sizes <px...>', "sides of the network's input", sizes)
    .option(
      '--data <dir>',
      "photos for PyTorch's own pipeline (torchvision, as the authors' code), to set end to end beside",
    )
    .action(async (options: Options) => {
      printMachine()
      const python = pythons.find((each) => spawnSync(each, ['-c', 'import torch']).status === 0) ?? null
      if (!python) console.log('PyTorch is not installed (Debian: python3-torch, libopenblas0-pthread): ours alone.\n')
      const tensorflow = await loadTensorflow().catch(() => null)
      const stored = storedNoise(bankRows)
      for (const backbone of ['resnet18-half', 'resnet18'] as const) {
        for (const imageSize of options.sizes ?? [64, 128])
          await compare({ backbone, imageSize, python, tensorflow, photos: stored.photos }, options)
        await smallViews(backbone, stored.photos, options)
        await endToEnd(backbone, python, stored.photos, options)
      }
      stored.remove()
    })

interface Case {
  backbone: Backbone
  imageSize: number
  python: string | null
  tensorflow: Tensorflow | null
  photos: TrainingPhotos
}

type Contestants = Record<string, () => Promise<number>>

/** The network alone: one view a photo, the full softmax over the bank, as the rival has it. */
async function compare(
  { backbone, imageSize, python, tensorflow, photos }: Case,
  { rounds, seconds, device }: Options,
): Promise<void> {
  const recipe: TrainingRecipe = {
    ...defaultRecipe,
    backbone,
    imageSize,
    searchImageSize: imageSize,
    batchSize,
    viewWeight: 0,
    ...learntProjection,
  }
  const config = engineConfig(recipe, pixelSize)
  const state = () => initialState(config, new Random(1))
  const batch = newBatch(recipe, photos)
  const engines: Record<string, Engine> = {
    [`ONNX engine, ${device}`]: await createOnnxEngine(config, state(), { device }),
  }
  if (tensorflow) engines['TensorFlow engine'] = await createTensorflowEngine(tensorflow, config, state())
  const oursBy = (run: (engine: Engine) => Promise<unknown>): Contestants =>
    Object.fromEntries(
      Object.entries(engines).map(([name, engine]) => [name, () => rateOf(seconds, batchSize, () => run(engine))]),
    )
  const whole = wholeViews(batch.pixels, { imageSize, pixelSize })
  const torch = (what: string): Contestants => torchForms(python, [backbone, String(imageSize), String(seconds), what])
  console.log(`${backbone}, ${imageSize} px, batch ${batchSize}`)
  for (const engine of Object.values(engines)) await engine.trainStep(batch)
  await print('  training step', { ...torch('train'), ...oursBy((engine) => engine.trainStep(batch)) }, rounds)
  await print('  forward only', { ...torch('forward'), ...oursBy((engine) => engine.embed(whole)) }, rounds)
  for (const engine of Object.values(engines)) await engine.dispose()
}

/** What four small views of 32 px cost beside two of 64: their share of the pixels is a third. */
async function smallViews(
  backbone: Backbone,
  photos: TrainingPhotos,
  { rounds, seconds, device }: Options,
): Promise<void> {
  const contestants: Contestants = {}
  const engines: Engine[] = []
  for (const smallViewCount of [0, defaultRecipe.smallViewCount]) {
    const recipe: TrainingRecipe = { ...defaultRecipe, backbone, batchSize, smallViewCount }
    const config = engineConfig(recipe, pixelSize)
    const engine = await createOnnxEngine(config, initialState(config, new Random(1)), { device })
    const batch = newBatch(recipe, photos)
    await engine.trainStep(batch)
    engines.push(engine)
    const share = 1 + (smallViewCount * recipe.smallImageSize ** 2) / (2 * recipe.imageSize ** 2)
    contestants[smallViewCount === 0 ? 'large views alone' : 'with small views, by pixels'] = () =>
      rateOf(seconds, 2 * batchSize * share, () => engine.trainStep(batch))
  }
  await print(
    `  ${defaultRecipe.smallViewCount} views of 32 px beside two of 64 px, in images of 64 px`,
    contestants,
    rounds,
  )
  for (const engine of engines) await engine.dispose()
}

/** The recipe as the app trains: photos read from the pixel store, views drawn, step, bank. */
async function endToEnd(
  backbone: Backbone,
  python: string | null,
  photos: TrainingPhotos,
  { rounds, seconds, device, data }: Options,
): Promise<void> {
  const recipe: TrainingRecipe = { ...defaultRecipe, backbone }
  const config = engineConfig(recipe, pixelSize)
  const engine = await createOnnxEngine(config, initialState(config, new Random(1)), { device })
  const trainer = new Trainer({ engine, recipe, photos, progress: () => 0.5 })
  const batch = newBatch(recipe, photos)
  const viewCount = recipe.batchSize * viewsPerPhoto(recipe)
  await trainer.step()
  await print(
    '  end to end, views of every size',
    {
      'its training step alone': () => rateOf(seconds, viewCount, () => engine.trainStep(batch)),
      'end to end: reading, drawing, step, bank': () => rateOf(seconds, viewCount, () => trainer.step()),
    },
    rounds,
  )
  if (data && python)
    await print(
      '  beside, one view a photo',
      {
        'PyTorch and torchvision': () =>
          torchRate(python, [backbone, '64', String(seconds), 'pipeline', 'channels-last', data]),
      },
      1,
    )
  console.log()
  await engine.dispose()
}

async function print(title: string, contestants: Contestants, rounds: number): Promise<void> {
  console.log(title)
  const names = Object.keys(contestants)
  printRates(
    await inTurns(rounds, contestants),
    'images/s',
    names.find((name) => name.includes('channels-last')) ?? names[0],
  )
}

async function rateOf(seconds: number, imagesAStep: number, step: () => Promise<unknown>): Promise<number> {
  const startedMs = performance.now()
  let stepCount = 0
  for (; performance.now() - startedMs < seconds * 1000; stepCount++) await step()
  return (stepCount * imagesAStep) / ((performance.now() - startedMs) / 1000)
}

/** As it comes, in its best layout, and at half precision where the processor has that. */
function torchForms(python: string | null, args: string[]): Contestants {
  const forms: [string, string][] = [
    ['PyTorch eager, as it comes', 'plain'],
    ['PyTorch eager, channels-last', 'channels-last'],
  ]
  if (hasHalfPrecision()) forms.push(['PyTorch eager, and bfloat16', 'bfloat16'])
  return python ? Object.fromEntries(forms.map(([name, form]) => [name, () => torchRate(python, [...args, form])])) : {}
}

function hasHalfPrecision(): boolean {
  try {
    return /avx512_bf16|amx_bf16/.test(readFileSync('/proc/cpuinfo', 'utf8'))
  } catch {
    return false
  }
}

function torchRate(python: string, args: string[]): Promise<number> {
  const { stdout, stderr, status } = spawnSync(python, [script, ...args], { encoding: 'utf8' })
  if (status !== 0) throw new Error(`train.py failed: ${stderr.trim().split('\n').at(-1)}`)
  return Promise.resolve(Number(stdout))
}

function newBatch(recipe: TrainingRecipe, photos: TrainingPhotos): TrainingBatch {
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
