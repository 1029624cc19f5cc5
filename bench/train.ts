/** npm run bench -- train: images per second of a training step, ours beside PyTorch eager where Python has it. */
import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { Command } from 'commander'
import { createOnnxEngine, type OnnxDevice } from '../src/core/engines/onnx/engine.ts'
import { initialState } from '../src/core/learning/backbone.ts'
import { createTensorflowEngine } from '../src/core/engines/tensorflow/engine.ts'
import type { Tensorflow } from '../src/core/engines/tensorflow/encoder.ts'
import { loadTensorflow } from '../src/core/engines/tensorflow/load.ts'
import type { Backbone, Engine, EngineConfig, TrainingBatch } from '../src/core/learning/engine.ts'
import { allocateViews, centreView } from '../src/core/learning/augmentation.ts'
import { MemoryBank } from '../src/core/learning/memory-bank.ts'
import { Random } from '../src/core/learning/random.ts'
import { defaultRecipe, engineConfig, type TrainingRecipe } from '../src/core/learning/recipe.ts'
import { Trainer, wholeViews, type TrainingPhotos } from '../src/core/learning/trainer.ts'
import { inTurns, printMachine, printRates } from './measure.ts'
import { storedNoise } from './pipeline.ts'

interface Options {
  rounds: number
  seconds: number
  device: OnnxDevice
  data?: string
}

/** The first that has PyTorch. */
const pythons = [process.env.PYTHON ?? 'python3', '/usr/bin/python3']
const pixelSize = 96
const batchSize = 64
const bankRows = 3000
const script = fileURLToPath(new URL('./train.py', import.meta.url))

export const trainBench = () =>
  new Command('train')
    .description('images per second of the whole step (augmentation, network, loss, SGD), beside PyTorch eager')
    .option('--rounds <n>', 'rounds', Number, 3)
    .option('--seconds <n>', 'seconds a round and contestant', Number, 8)
    .option('--device <name>', 'cpu, webgpu or dml', 'cpu')
    .option('--data <dir>', "photos for PyTorch's own pipeline (torchvision, as the authors' code), to set end to end beside")
    .action(async (options: Options) => {
      printMachine()
      const python = pythons.find((each) => spawnSync(each, ['-c', 'import torch']).status === 0) ?? null
      if (!python) console.log('PyTorch is not installed (Debian: python3-torch, libopenblas0-pthread): ours alone.\n')
      const tensorflow = await loadTensorflow().catch(() => null)
      const stored = storedNoise(bankRows)
      for (const backbone of ['resnet18-half', 'resnet18'] as const) {
        for (const imageSize of [64, 128]) await compare({ backbone, imageSize, python, tensorflow, photos: stored.photos }, options)
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

async function compare({ backbone, imageSize, python, tensorflow, photos }: Case, { rounds, seconds, device, data }: Options): Promise<void> {
  const recipe: TrainingRecipe = { ...defaultRecipe, backbone, imageSize, batchSize, viewWeight: 0 }
  const config = engineConfig(recipe, pixelSize)
  const batch = newBatch(config)
  const engines: Record<string, Engine> = { [`ONNX engine, ${device}`]: await createOnnxEngine(config, initialState(config, new Random(1)), { device }) }
  if (tensorflow) engines['TensorFlow engine'] = await createTensorflowEngine(tensorflow, config, initialState(config, new Random(1)))
  const oursBy = (run: (engine: Engine) => Promise<unknown>): Contestants =>
    Object.fromEntries(Object.entries(engines).map(([name, engine]) => [name, () => rateOf(seconds, () => run(engine))]))
  const torch = (name: string, what: string, ...more: string[]): Contestants =>
    python ? { [name]: () => torchRate(python, [backbone, String(imageSize), String(seconds), what, ...more]) } : {}
  const print = async (title: string, contestants: Contestants) => {
    console.log(title)
    printRates(await inTurns(rounds, contestants), 'images/s', Object.keys(contestants)[0])
  }

  for (const engine of Object.values(engines)) await engine.trainStep(batch)
  const [engine] = Object.values(engines)
  const trainer = new Trainer({ engine, recipe, photos, progress: () => 0.5 })
  console.log(`${backbone}, ${imageSize} px, batch ${batchSize}`)
  await print('  training step', { ...torch('PyTorch eager', 'train'), ...oursBy((engine) => engine.trainStep(batch)) })
  await print('  forward only', { ...torch('PyTorch eager', 'forward'), ...oursBy((engine) => forward(engine, config)) })
  await print('  end to end: reading, augmentation, step, bank', {
    'ONNX engine, its training step alone': () => rateOf(seconds, () => engine.trainStep(batch)),
    'ONNX engine, end to end': () => rateOf(seconds, () => trainer.step()),
    ...(data ? torch('PyTorch and torchvision, end to end', 'pipeline', data) : {}),
  })
  console.log()
  for (const engine of Object.values(engines)) await engine.dispose()
}

const stillPixels = new Uint8Array(batchSize * pixelSize ** 2 * 3).fill(99)
const forward = (engine: Engine, { imageSize }: EngineConfig) => engine.embed(wholeViews(stillPixels, { imageSize, pixelSize }))

async function rateOf(seconds: number, step: () => Promise<unknown>): Promise<number> {
  const startedMs = performance.now()
  let stepCount = 0
  for (; performance.now() - startedMs < seconds * 1000; stepCount++) await step()
  return (stepCount * batchSize) / ((performance.now() - startedMs) / 1000)
}

function torchRate(python: string, args: string[]): Promise<number> {
  // As it comes, without the large pages that our learner asks for.
  const { GLIBC_TUNABLES: _, ...env } = process.env
  const { stdout, stderr, status } = spawnSync(python, [script, ...args], { encoding: 'utf8', env })
  if (status !== 0) throw new Error(`train.py failed: ${stderr.trim().split('\n').at(-1)}`)
  return Promise.resolve(Number(stdout))
}

function newBatch({ imageSize, embeddingSize }: EngineConfig): TrainingBatch {
  const random = new Random(4)
  const views = allocateViews(batchSize, imageSize, pixelSize)
  for (let b = 0; b < batchSize; b++) centreView(views, b, { imageSize, pixelSize })
  return {
    ...views,
    pixels: Uint8Array.from({ length: batchSize * pixelSize ** 2 * 3 }, () => random.integer(256)),
    instances: Int32Array.from({ length: batchSize }, (_, b) => b),
    bank: MemoryBank.random(bankRows, embeddingSize, random).rows,
    learningRate: 0.01,
  }
}
