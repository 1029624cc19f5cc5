/** npm run bench -- train: images per second of a training step, ours beside PyTorch eager where Python has it. */
import { Command } from 'commander'
import type { OnnxDevice } from '../../src/core/engines/onnx/open-session.ts'
import { loadTensorflow } from '../../src/core/engines/tensorflow/load.ts'
import type { Backbone } from '../../src/core/learning/engine.ts'
import { listed, printMachine } from '../measure.ts'
import { storedNoise } from '../pipeline.ts'
import { bankRows, compareNetworks, printTurns } from './network.ts'
import { compareEndToEnd, compareSmallViews } from './recipe-steps.ts'
import { findTorch, torchRate } from './rival.ts'

interface Options {
  rounds: number
  seconds: number
  device: OnnxDevice
  sizes?: number[]
  data?: string
}

export const trainBench = () =>
  new Command('train')
    .description(
      'images per second of the whole step (augmentation, network, loss, SGD), beside PyTorch eager in each form',
    )
    .option('--rounds <n>', 'rounds', Number, 3)
    .option('--seconds <n>', 'seconds a round and contestant', Number, 8)
    .option('--device <name>', 'cpu, webgpu or dml', 'cpu')
    .option('--sizes <px...>', "sides of the network's input", listed)
    .option(
      '--data <dir>',
      "photos for PyTorch's own pipeline (torchvision, as the authors' code), to set end to end beside",
    )
    .action(async ({ rounds, seconds, device, sizes = [64, 128], data }: Options) => {
      printMachine()
      const python = findTorch()
      const tensorflow = await loadTensorflow().catch(() => null)
      const stored = storedNoise(bankRows)
      const { photos } = stored
      for (const backbone of ['resnet18-half', 'resnet18'] as const) {
        const network = { backbone, batchSize: 64, devices: [device], python, tensorflow, photos }
        for (const imageSize of sizes) await compareNetworks({ ...network, imageSize }, { rounds, seconds })
        await compareSmallViews({ backbone, device, photos, rounds, seconds })
        await compareEndToEnd({ backbone, device, photos, rounds, seconds })
        if (data && python) await printTorchPipeline(python, backbone, seconds, data)
        console.log()
      }
      stored.remove()
    })

function printTorchPipeline(python: string, backbone: Backbone, seconds: number, dir: string): Promise<void> {
  const args = [backbone, '64', '64', String(seconds), 'pipeline', 'channels-last', dir]
  return printTurns('  beside, one view a photo', { 'PyTorch and torchvision': () => torchRate(python, args) }, 1)
}
