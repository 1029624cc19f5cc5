/** What a graph reads beside the weights, as tensors: photos, the views drawn of them, what the objective compares. */
import { sizeOf } from '../../learning/encoder-weights.ts'
import type { EngineConfig, TrainingBatch, ViewBatch, Views } from '../../learning/engine.ts'
import type { DeviceBank } from './device-bank.ts'
import { ort, type Tensor } from './runtime.ts'

type Tensors = Record<string, Tensor>

/** Of one graph's inputs for B photos; each throws an Error where a length is not what its shape says. */
export function photoFeeds({ pixels }: ViewBatch, { pixelSize: P }: EngineConfig, B: number): Tensors {
  return { pixels: tensorOf('pixels', 'uint8', pixels, [B, P, P * 3]) }
}

/** Views of S x S pixels; `prefix` tells small ones from large. */
export function viewFeeds(
  { rowResampling, columnResampling, colour }: Views,
  { pixelSize: P }: EngineConfig,
  { B, S, prefix = '' }: { B: number; S: number; prefix?: string },
): Tensors {
  const R = B * Math.max(Math.floor(rowResampling.length / (B * S * P)), 1)
  const tensor = (name: string, data: Float32Array, shape: number[]) => [
    prefix + name,
    tensorOf(prefix + name, 'float32', data, shape),
  ]
  return Object.fromEntries([
    tensor('rowResampling', rowResampling, [R / B, B, S, P]),
    tensor('columnResampling', columnResampling, [R, S, P]),
    tensor('colour', colour, [R, 3, 6]),
  ])
}

/** `held` is the bank where it stays on the device. */
export function objectiveFeeds(
  { instances, bank, negatives, partition, learningRate }: TrainingBatch,
  { embeddingSize: D, objective }: EngineConfig,
  held: DeviceBank | null,
): Tensors {
  const B = instances.length
  const feeds: Tensors = {
    instances: tensorOf('instances', 'int32', instances, [B]),
    ...(held?.feeds(bank, D) ?? { bank: tensorOf('bank', 'float32', bank, [bank.length / D, D]) }),
    learningRate: tensorOf('learningRate', 'float32', Float32Array.of(learningRate), []),
  }
  if (objective !== 'nce') return feeds
  if (!negatives) throw new Error('NCE needs negatives [B, m]; none were given.')
  feeds.negatives = tensorOf('negatives', 'int32', negatives, [B, negatives.length / B])
  feeds.partition = tensorOf('partition', 'float32', Float32Array.of(partition ?? 0), [])
  return feeds
}

function tensorOf(
  name: string,
  type: 'float32' | 'uint8' | 'int32',
  data: Float32Array | Uint8Array | Int32Array,
  shape: number[],
): Tensor {
  if (data.length !== sizeOf(shape)) {
    throw new Error(`${name}: expected [${shape.join(', ')}] = ${sizeOf(shape)} values, got ${data.length}.`)
  }
  return new ort.Tensor(type, data, shape)
}
