/**
 * The two graphs of an encoder: one training step (augment, forward, loss, backward, SGD) and inference.
 * Weights, velocities and running statistics go in under their names and come out as `next <name>`.
 */
import { backboneSpec, convSpecs } from '../../learning/backbone.ts'
import { parameterShapes, searchFeatureSize } from '../../learning/encoder-weights.ts'
import type { EngineConfig } from '../../learning/engine.ts'
import { isTiled } from './convolution.ts'
import { backbone, backboneInput, type BackboneValues } from './encoder-graph.ts'
import { Graph, type Value } from './graph.ts'
import type { Activation, Context, WeightGradient } from './layers.ts'
import { objective } from './objective-graph.ts'
import { head, projection } from './projection-graph.ts'
import { augment, photos, rowCount, searched, type Seen } from './seen-graph.ts'
import { firstColumns, firstRows, rowsFrom } from './view-graph.ts'

export interface Slot {
  /** torchvision's name. */
  name: string
  shape: number[]
  /** The graph's own shape: convolutions are [kernel² · in, out] or [kernel², in · out], see `isTiled`. */
  graphShape: number[]
  /** Whether a training step changes it, and by a gradient; see `Role` in learning/backbone. */
  role: 'trained' | 'statistic' | 'fixed'
}

/** All weights with their shapes outside and inside the graph. */
export function weightSlots(config: EngineConfig): Slot[] {
  const tiled = new Set(
    convSpecs(backboneSpec(config))
      .filter(isTiled)
      .map(({ name }) => `${name}.weight`),
  )
  const graphShape = (name: string, shape: number[]) => {
    if (shape.length !== 4) return shape
    const [out, inside, kernel] = shape
    return tiled.has(name) ? [kernel ** 2, inside * out] : [kernel ** 2 * inside, out]
  }
  return parameterShapes(config).map((slot) => ({ ...slot, graphShape: graphShape(slot.name, slot.shape) }))
}

export const velocityName = (name: string): string => `velocity ${name}`
export const searchedName = 'searched'
export const featuresName = (stage: number): string => `features ${stage}`
export const nextName = (name: string): string => `next ${name}`

/**
 * Feeds besides weights: the view batch (small views under `small …`), instances, bank, (negatives, partition) and
 * learningRate. With `keepsBank` also changedRows [K, 1] and changedValues [K, D], written into the bank first; it
 * comes out as `next bank`.
 */
export function trainingGraph(config: EngineConfig, { keepsBank = false } = {}): Uint8Array {
  const graph = new Graph()
  const learningRate = graph.input('learningRate', 'float32', [])
  const slots = declareWeights(graph, config, true)
  const gradients = new Map<string, WeightGradient[]>()
  const shapeOf = (name: string) => slots.find((slot) => slot.name === name)!.graphShape
  const step = forwardAndBack(
    config,
    {
      graph,
      training: true,
      keepsStatistics: true,
      weight: (name) => name,
      replace: (name, value) => graph.output(nextName(name), value, 'float32', shapeOf(name)),
      update: (name, gradient) => gradients.set(name, [...(gradients.get(name) ?? []), gradient]),
    },
    () => bankOf(graph, config, keepsBank),
  )
  // ONNX Runtime works towards the last result first. So each weight is changed as soon as its gradient can be had, and
  // no layer's windows wait for the end of the step.
  for (const [name, parts] of [...gradients].reverse()) {
    const velocity = nextVelocity(graph, config, name, parts)
    const weight = graph.op('Sub', [name, graph.op('Mul', [velocity, learningRate])])
    graph.output(nextName(velocityName(name)), velocity, 'float32', shapeOf(name))
    graph.output(nextName(name), weight, 'float32', shapeOf(name))
  }
  graph.output('loss', step.loss, 'float32', [])
  graph.output('embeddings', step.embeddings, 'float32', ['R', config.embeddingSize])
  graph.output('partitionEstimate', step.partition, 'float32', [])
  if (step.bankGradient) graph.output('bankGradient', step.bankGradient, 'float32', ['N', config.embeddingSize])
  return graph.encode()
}

/**
 * One step without the optimiser: all views through the same weights, the objective, and every weight's gradient to
 * `context.update`. Each size of views has batch statistics of its own; the running ones are of the large views, which
 * are what photos are later seen as.
 */
export function forwardAndBack(config: EngineConfig, context: Context, bankOf: () => Value, withGradients = true) {
  const { graph } = context
  const bytes = photos(graph, config)
  const large = see(context, config, augment(graph, config, bytes, config.imageSize))
  const small = config.smallViewCount > 0 ? smallViews(context, config, bytes) : null
  const features = small ? joined(graph, large.features, small.features) : large.features
  const { embeddings, backward } =
    config.headSize > 0 ? head(context, features, config.headSize) : projection(context, features.value)
  const [largeCount, photoCount] = [large.features.count, rowCount(graph, bytes)]
  const result = objective(graph, config, { rows: embeddings, count: features.count, largeCount, photoCount }, bankOf())
  if (withGradients) {
    const gradient = backward(result.gradient)
    large.backward(small ? firstRows(graph, gradient, largeCount) : gradient)
    small?.backward(rowsFrom(graph, gradient, largeCount))
  }
  return { ...result, embeddings: small ? firstRows(graph, embeddings, largeCount) : embeddings }
}

function smallViews(context: Context, config: EngineConfig, bytes: Value): BackboneValues {
  const views = augment(context.graph, config, bytes, config.smallImageSize, 'small ')
  return see({ ...context, keepsStatistics: false }, config, views)
}

/**
 * The features of views, as what comes next gets them: a head alone, the projection perhaps with layout and outlines.
 */
function see(context: Context, config: EngineConfig, seen: Seen): BackboneValues {
  const { graph } = context
  const values = backbone(context, config, backboneInput(graph, config, seen))
  const { featureSize } = backboneSpec(config)
  const channels = searchFeatureSize(config)
  if (config.headSize > 0 || channels === featureSize) return values
  const backward = (gradient: Value) => values.backward(firstColumns(graph, gradient, featureSize))
  return {
    ...values,
    features: { ...values.features, value: searched(graph, config, values.features.value, seen), channels },
    backward,
  }
}

function joined(graph: Graph, above: Activation, below: Activation): Activation {
  const value = graph.op('Concat', [above.value, below.value], { axis: 0 })
  return { ...above, value, count: graph.op('Add', [above.count, below.count]) }
}

/**
 * Feeds besides weights: the view batch. Outputs: embeddings [R, D], `features <stage>` [R, F of it], and `searched`,
 * what the projection gets.
 */
export function inferenceGraph(config: EngineConfig): Uint8Array {
  const graph = new Graph()
  declareWeights(graph, config, false)
  const refuse = () => {
    throw new Error('An inference graph changes no weights.')
  }
  const context: Context = {
    graph,
    training: false,
    keepsStatistics: false,
    weight: (name) => name,
    update: refuse,
    replace: refuse,
  }
  const seen = augment(graph, config, photos(graph, config), config.searchImageSize)
  const { stages, features } = backbone(context, config, backboneInput(graph, config, seen))
  const given = searched(graph, config, features.value, seen)
  const { embeddings } = projection(context, given)
  graph.output('embeddings', embeddings, 'float32', ['R', config.embeddingSize])
  backboneSpec(config).stages.forEach(({ featureSize }, stage) =>
    graph.output(featuresName(stage), stages[stage], 'float32', ['R', featureSize]),
  )
  graph.output(searchedName, given, 'float32', ['R', searchFeatureSize(config)])
  return graph.encode()
}

function bankOf(graph: Graph, { embeddingSize }: EngineConfig, keepsBank: boolean): Value {
  const bank = graph.input('bank', 'float32', ['N', embeddingSize])
  if (!keepsBank) return bank
  const changed = [
    graph.input('changedRows', 'int64', ['K', 1]),
    graph.input('changedValues', 'float32', ['K', embeddingSize]),
  ]
  const next = graph.op('ScatterND', [bank, ...changed])
  graph.output(nextName('bank'), next, 'float32', ['N', embeddingSize])
  return next
}

/** Passes every weight and velocity through: a way to read what is on a device. Inputs `name`, outputs `next name`. */
export function readingGraph(config: EngineConfig): Uint8Array {
  const graph = new Graph()
  for (const { name, graphShape, role } of declareWeights(graph, config, true)) {
    for (const each of role === 'trained' ? [name, velocityName(name)] : [name])
      graph.output(nextName(each), each, 'float32', graphShape)
  }
  return graph.encode()
}

/** What training reads and changes, or what inference reads. */
export function usedSlots(config: EngineConfig, training: boolean): Slot[] {
  return weightSlots(config).filter(({ name, role }) => (training ? role !== 'fixed' : !name.startsWith('head.')))
}

function declareWeights(graph: Graph, config: EngineConfig, training: boolean): Slot[] {
  const slots = usedSlots(config, training)
  for (const { name, graphShape, role } of slots) {
    graph.input(name, 'float32', graphShape)
    if (training && role === 'trained') graph.input(velocityName(name), 'float32', graphShape)
  }
  return slots
}

/** v' = momentum · v + gradients + decay · w. */
function nextVelocity(graph: Graph, config: EngineConfig, name: string, gradients: WeightGradient[]): Value {
  const kept = graph.op('Mul', [velocityName(name), graph.scalar(config.optimizerMomentum)])
  const decayed = graph.op('Add', [kept, graph.op('Mul', [name, graph.scalar(config.weightDecay)])])
  return gradients.reduce((sum: Value, gradient) => plusGradient(graph, sum, gradient), decayed)
}

/** A gradient that is a product takes the sum so far as Gemm's addend. */
export function plusGradient(graph: Graph, sum: Value, gradient: WeightGradient): Value {
  if (typeof gradient === 'string') return graph.op('Add', [sum, gradient])
  return graph.op('Gemm', [gradient.transposed, gradient.by, sum], { transA: 1 })
}

/** Convolution weights [O, I, k, k] to [k² · I, O] and back; anything else is passed on as it is. */
export function toGraphLayout(shape: number[], data: Float32Array): Float32Array {
  return shape.length === 4 ? permute(shape, data, true) : data.slice()
}

export function fromGraphLayout(shape: number[], data: Float32Array): Float32Array {
  return shape.length === 4 ? permute(shape, data, false) : data.slice()
}

/** O innermost, whose values the processor's cache holds for all taps: the other way round takes twice as long. */
function permute([O, I, k]: number[], data: Float32Array, inward: boolean): Float32Array {
  const out = new Float32Array(data.length)
  for (let i = 0; i < I; i++)
    for (let tap = 0; tap < k * k; tap++)
      for (let o = 0; o < O; o++) {
        const outside = (o * I + i) * k * k + tap
        const inside = (tap * I + i) * O + o
        if (inward) out[inside] = data[outside]
        else out[outside] = data[inside]
      }
  return out
}
