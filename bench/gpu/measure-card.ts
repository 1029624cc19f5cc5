/** What a graphics card gives, where it is; also the entry of the archive, which has no other command. */
import { Command } from 'commander'
import { createOnnxEngine } from '../../src/core/engines/onnx/engine.ts'
import { selfTest } from '../../src/core/engines/self-test.ts'
import { loadTensorflow } from '../../src/core/engines/tensorflow/load.ts'
import { listed, printMachine } from '../measure.ts'
import { storedNoise } from '../pipeline.ts'
import { bankRows, compareNetworks } from '../train/network.ts'
import { compareEndToEnd } from '../train/recipe-steps.ts'
import { findTorch, torchCard } from '../train/rival.ts'

export interface CardOptions {
  rounds: number
  seconds: number
  batches?: number[]
}

export const cardOptions = (command: Command): Command =>
  command
    .option('--rounds <n>', 'rounds', Number, 3)
    .option('--seconds <n>', 'seconds a round and contestant', Number, 2)
    .option('--batches <n...>', 'photos a step', listed)

/** Throws where there is no adapter that WebGPU can use. */
export async function measureCard({ batches = [64, 256], ...turns }: CardOptions): Promise<void> {
  printMachine()
  const python = findTorch()
  if (python) console.log(`PyTorch runs on ${torchCard(python) ?? 'the processor: it sees no card'}`)
  await printSelfTest()
  const tensorflow = await loadTensorflow().catch(() => null)
  const stored = storedNoise(bankRows)
  const { photos } = stored
  for (const backbone of ['resnet18-half', 'resnet18'] as const)
    for (const batchSize of batches) {
      const devices = ['webgpu' as const]
      await compareNetworks({ backbone, imageSize: 64, batchSize, devices, python, tensorflow, photos }, turns)
      await compareEndToEnd({ backbone, device: 'webgpu', batchSize, photos, ...turns })
    }
  stored.remove()
}

async function printSelfTest(): Promise<void> {
  const startedMs = performance.now()
  await selfTest('webgpu', (config, state) => createOnnxEngine(config, state, { device: 'webgpu' }), createOnnxEngine)
  const seconds = (performance.now() - startedMs) / 1000
  console.log(`WebGPU gives the processor's losses (a test of ${seconds.toFixed(1)} s)\n`)
}
