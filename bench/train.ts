/** npm run bench -- train: images per second of a training step, ours beside PyTorch eager where Python has it. */
import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { Command } from 'commander'
import { createOnnxEngine, type OnnxDevice } from '../src/core/engines/onnx/engine.ts'
import { initialState } from '../src/core/learning/backbone.ts'
import type { Backbone, Engine, EngineConfig, TrainingBatch } from '../src/core/learning/engine.ts'
import { allocateViews, centreView } from '../src/core/learning/augmentation.ts'
import { MemoryBank } from '../src/core/learning/memory-bank.ts'
import { Random } from '../src/core/learning/random.ts'
import { defaultRecipe, engineConfig } from '../src/core/learning/recipe.ts'
import { wholeViews } from '../src/core/learning/trainer.ts'
import { inTurns, printMachine, printRates } from './measure.ts'

interface Options {
  rounds: number
  seconds: number
  device: OnnxDevice
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
    .action(async (options: Options) => {
      printMachine()
      const python = pythons.find((each) => spawnSync(each, ['-c', 'import torch']).status === 0) ?? null
      if (!python) console.log('PyTorch is not installed (Debian: python3-torch, libopenblas0-pthread): ours alone.\n')
      for (const backbone of ['resnet18-half', 'resnet18'] as const) {
        for (const imageSize of [64, 128]) await compare(backbone, imageSize, options, python)
      }
    })

async function compare(backbone: Backbone, imageSize: number, { rounds, seconds, device }: Options, python: string | null): Promise<void> {
  const config: EngineConfig = engineConfig({ ...defaultRecipe, backbone, imageSize, viewWeight: 0 }, pixelSize)
  const engine = await createOnnxEngine(config, initialState(config, new Random(1)), { device })
  const batch = newBatch(config)
  await engine.trainStep(batch)
  await engine.embed(batch)
  const ours = { [`ONNX engine, ${device}`]: () => rateOf(seconds, () => engine.trainStep(batch)) }
  const torch = { 'PyTorch eager': () => torchRate(python!, backbone, imageSize, seconds, 'train') }
  console.log(`${backbone}, ${imageSize} px, batch ${batchSize}: training`)
  printRates(await inTurns(rounds, python ? { ...torch, ...ours } : ours), 'images/s', python ? 'PyTorch eager' : `ONNX engine, ${device}`)
  console.log('  forward only')
  const oursForward = { [`ONNX engine, ${device}`]: () => rateOf(seconds, () => forward(engine, config)) }
  const torchForward = { 'PyTorch eager': () => torchRate(python!, backbone, imageSize, seconds, 'forward') }
  printRates(await inTurns(rounds, python ? { ...torchForward, ...oursForward } : oursForward), 'images/s', python ? 'PyTorch eager' : `ONNX engine, ${device}`)
  console.log()
  await engine.dispose()
}

const stillPixels = new Uint8Array(batchSize * pixelSize ** 2 * 3).fill(99)
const forward = (engine: Engine, { imageSize }: EngineConfig) => engine.embed(wholeViews(stillPixels, { imageSize, pixelSize }))

async function rateOf(seconds: number, step: () => Promise<unknown>): Promise<number> {
  const startedMs = performance.now()
  let stepCount = 0
  for (; performance.now() - startedMs < seconds * 1000; stepCount++) await step()
  return (stepCount * batchSize) / ((performance.now() - startedMs) / 1000)
}

function torchRate(python: string, backbone: Backbone, imageSize: number, seconds: number, what: 'train' | 'forward'): Promise<number> {
  const { stdout, stderr, status } = spawnSync(python, [script, backbone, String(imageSize), String(seconds), what], { encoding: 'utf8' })
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
