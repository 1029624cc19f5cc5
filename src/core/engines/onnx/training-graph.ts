/**
 * The two graphs of an encoder: one training step (augment, forward, loss, backward, SGD) and inference.
 * Weights, velocities and running statistics go in under their names and come out as `next <name>`.
 */
import { backboneSpec, convSpecs, parameterShapes } from '../../learning/backbone.ts'
import type { EngineConfig } from '../../learning/engine.ts'
import { isTiled } from './convolution.ts'
import { augment, encoder } from './encoder-graph.ts'
import { Graph, type Value } from './graph.ts'
import type { Context, WeightGradient } from './layers.ts'
import { objective } from './objective-graph.ts'

export interface Slot {
  /** torchvision's name. */
  name: string
  shape: number[]
  /** The graph's own shape: convolutions are [kernel² · in, out] or [kernel², in · out], see `isTiled`. */
  graphShape: number[]
  trained: boolean
}

/** All weights with their shapes outside and inside the graph. */
export function weightSlots(config: EngineConfig): Slot[] {
  const tiled = new Set(convSpecs(backboneSpec(config.backbone)).filter(isTiled).map(({ name }) => `${name}.weight`))
  const graphShape = (name: string, shape: number[]) => {
    if (shape.length !== 4) return shape
    const [out, inside, kernel] = shape
    return tiled.has(name) ? [kernel ** 2, inside * out] : [kernel ** 2 * inside, out]
  }
  return parameterShapes(config).map((slot) => ({ ...slot, graphShape: graphShape(slot.name, slot.shape) }))
}

export const velocityName = (name: string): string => `velocity ${name}`
export const featuresName = (stage: number): string => `features ${stage}`
export const nextName = (name: string): string => `next ${name}`

/**
 * Feeds besides weights: the view batch, instances, bank, (negatives, partition), learningRate, batchSize. With
 * `keepsBank` also changedRows [K, 1] and changedValues [K, D], written into the bank first; it comes out as `next bank`.
 */
export function trainingGraph(config: EngineConfig, { keepsBank = false } = {}): Uint8Array {
  const graph = new Graph()
  const learningRate = graph.input('learningRate', 'float32', [])
  const batchSize = graph.input('batchSize', 'float32', [])
  const slots = declareWeights(graph, config, true)
  const gradients: [name: string, gradient: WeightGradient][] = []
  const shapeOf = (name: string) => slots.find((slot) => slot.name === name)!.graphShape
  const context: Context = {
    graph,
    training: true,
    batchSize,
    weight: (name) => name,
    replace: (name, value) => graph.output(nextName(name), value, 'float32', shapeOf(name)),
    update: (name, gradient) => gradients.push([name, gradient]),
  }
  const { embeddings, backward } = encoder(context, config, augment(graph, config))
  const result = objective(graph, config, embeddings, bankOf(graph, config, keepsBank), batchSize)
  backward(result.gradient)
  // ONNX Runtime works towards the last result first. So each weight is changed as soon as its gradient can be had, and
  // no layer's windows wait for the end of the step.
  for (const [name, gradient] of gradients.reverse()) {
    const velocity = nextVelocity(graph, config, name, gradient)
    const weight = graph.op('Sub', [name, graph.op('Mul', [velocity, learningRate])])
    graph.output(nextName(velocityName(name)), velocity, 'float32', shapeOf(name))
    graph.output(nextName(name), weight, 'float32', shapeOf(name))
  }
  graph.output('loss', result.loss, 'float32', [])
  graph.output('embeddings', embeddings, 'float32', ['B', config.embeddingSize])
  graph.output('partitionEstimate', result.partition, 'float32', [])
  if (result.bankGradient) graph.output('bankGradient', result.bankGradient, 'float32', ['N', config.embeddingSize])
  return graph.encode()
}

/** Feeds besides weights: the view batch. Outputs: embeddings [B, D], `features <stage>` [B, F of it]. */
export function inferenceGraph(config: EngineConfig): Uint8Array {
  const graph = new Graph()
  declareWeights(graph, config, false)
  const refuse = () => {
    throw new Error('An inference graph changes no weights.')
  }
  const context: Context = { graph, training: false, batchSize: '', weight: (name) => name, update: refuse, replace: refuse }
  const { embeddings, features } = encoder(context, config, augment(graph, config))
  graph.output('embeddings', embeddings, 'float32', ['B', config.embeddingSize])
  backboneSpec(config.backbone).stages.forEach(({ featureSize }, stage) => graph.output(featuresName(stage), features[stage], 'float32', ['B', featureSize]))
  return graph.encode()
}

function bankOf(graph: Graph, { embeddingSize }: EngineConfig, keepsBank: boolean): Value {
  const bank = graph.input('bank', 'float32', ['N', embeddingSize])
  if (!keepsBank) return bank
  const changed = [graph.input('changedRows', 'int64', ['K', 1]), graph.input('changedValues', 'float32', ['K', embeddingSize])]
  const next = graph.op('ScatterND', [bank, ...changed])
  graph.output(nextName('bank'), next, 'float32', ['N', embeddingSize])
  return next
}

/** Passes every weight and velocity through: a way to read what is on a device. Inputs `name`, outputs `next name`. */
export function readingGraph(config: EngineConfig): Uint8Array {
  const graph = new Graph()
  for (const { name, graphShape, trained } of declareWeights(graph, config, true)) {
    for (const each of trained ? [name, velocityName(name)] : [name]) graph.output(nextName(each), each, 'float32', graphShape)
  }
  return graph.encode()
}

function declareWeights(graph: Graph, config: EngineConfig, training: boolean): Slot[] {
  const slots = weightSlots(config)
  for (const { name, graphShape, trained } of slots) {
    // Batch statistics replace the running ones in training, which are only blended there.
    graph.input(name, 'float32', graphShape)
    if (training && trained) graph.input(velocityName(name), 'float32', graphShape)
  }
  return slots
}

/** v' = momentum · v + gradient + decay · w; a weight gradient that is a product takes the rest as Gemm's addend. */
function nextVelocity(graph: Graph, config: EngineConfig, name: string, gradient: WeightGradient): Value {
  const kept = graph.op('Mul', [velocityName(name), graph.scalar(config.optimizerMomentum)])
  const addend = graph.op('Add', [kept, graph.op('Mul', [name, graph.scalar(config.weightDecay)])])
  if (typeof gradient === 'string') return graph.op('Add', [addend, gradient])
  return graph.op('Gemm', [gradient.transposed, gradient.by, addend], { transA: 1 })
}

/** Convolution weights [O, I, k, k] to [k² · I, O] and back; anything else is passed on as it is. */
export function toGraphLayout(shape: number[], data: Float32Array): Float32Array {
  return shape.length === 4 ? permute(shape, data, true) : data.slice()
}

export function fromGraphLayout(shape: number[], data: Float32Array): Float32Array {
  return shape.length === 4 ? permute(shape, data, false) : data.slice()
}

function permute([O, I, k]: number[], data: Float32Array, inward: boolean): Float32Array {
  const out = new Float32Array(data.length)
  for (let o = 0; o < O; o++)
    for (let i = 0; i < I; i++)
      for (let tap = 0; tap < k * k; tap++) {
        const outside = (o * I + i) * k * k + tap
        const inside = (tap * I + i) * O + o
        if (inward) out[inside] = data[outside]
        else out[outside] = data[inside]
      }
  return out
}
