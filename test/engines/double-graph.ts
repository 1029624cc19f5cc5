/**
 * A training step's loss and gradients in double precision: the engine's own graph pieces, built into graphs of
 * doubles. Finite differences of that loss are exact enough to tell a wrong gradient from rounding.
 */
import { Graph, type Side, type Value } from '../../src/core/engines/onnx/graph.ts'
import type { WeightGradient } from '../../src/core/engines/onnx/layers.ts'
import type { ElementType } from '../../src/core/engines/onnx/proto.ts'
import { ort, type InferenceSession, type Tensor } from '../../src/core/engines/onnx/runtime.ts'
import { forwardAndBack, plusGradient, weightSlots } from '../../src/core/engines/onnx/training-graph.ts'
import type { EngineConfig, TrainingBatch, Views } from '../../src/core/learning/engine.ts'

/** ONNX's numbers for the types. */
const [single, double] = [1, 11]
const widened = (type: ElementType): ElementType => (type === 'float32' ? 'float64' : type)

/** Doubles wherever a `Graph` has singles. */
class DoubleGraph extends Graph {
  override input(name: string, type: ElementType, shape: readonly Side[]): Value {
    return super.input(name, widened(type), shape)
  }

  override output(name: string, value: Value, type: ElementType, shape: readonly Side[]): void {
    super.output(name, value, widened(type), shape)
  }

  override floats(data: ArrayLike<number>, shape: readonly number[] = []): Value {
    return this.constant('float64', Float64Array.from(data), shape)
  }

  override op(opType: string, inputs: readonly Value[], attributes: Record<string, number | number[]> = {}): Value {
    // ONNX Runtime has neither of them for doubles.
    if (opType === 'Softplus') return super.op('Log', [super.op('Add', [super.op('Exp', inputs), this.scalar(1)])])
    if (opType === 'HardSigmoid')
      return super.op('Cast', [super.op('Greater', [inputs[0], this.scalar(0)])], { to: double })
    const widens = opType === 'Cast' && attributes.to === single
    return super.op(opType, inputs, widens ? { to: double } : attributes)
  }
}

/** Trained weights, or what belongs to each, in the graph's layout. */
export type Weights = Record<string, Float64Array>
type Shapes = Record<string, number[]>

export class DoubleStep {
  private readonly forward: InferenceSession
  private readonly both: InferenceSession
  private readonly feeds: Record<string, Tensor>
  private readonly shapes: Shapes

  private constructor(
    sessions: [forward: InferenceSession, both: InferenceSession],
    feeds: Record<string, Tensor>,
    shapes: Shapes,
  ) {
    ;[this.forward, this.both] = sessions
    this.feeds = feeds
    this.shapes = shapes
  }

  static async of(config: EngineConfig, batch: TrainingBatch): Promise<DoubleStep> {
    const trained = weightSlots(config).filter(({ role }) => role === 'trained')
    const shapes = Object.fromEntries(trained.map(({ name, graphShape }) => [name, graphShape]))
    const open = (gradients: boolean) =>
      // As it is written: what would make it faster takes longer than it saves.
      ort.InferenceSession.create(stepGraph(config, shapes, gradients), {
        graphOptimizationLevel: 'disabled',
        logSeverityLevel: 3,
      })
    return new DoubleStep([await open(false), await open(true)], batchFeeds(config, batch), shapes)
  }

  async loss(weights: Weights): Promise<number> {
    const { loss } = await this.forward.run({ ...this.feeds, ...this.tensors(weights) })
    return (loss.data as Float64Array)[0]
  }

  async gradients(weights: Weights): Promise<Weights> {
    const results = await this.both.run({ ...this.feeds, ...this.tensors(weights) })
    return Object.fromEntries(Object.keys(weights).map((name) => [name, results[`of ${name}`].data as Float64Array]))
  }

  async release(): Promise<void> {
    await this.forward.release()
    await this.both.release()
  }

  private tensors(weights: Weights): Record<string, Tensor> {
    return Object.fromEntries(
      Object.entries(weights).map(([name, data]) => [name, new ort.Tensor('float64', data, this.shapes[name])]),
    )
  }
}

function stepGraph(config: EngineConfig, shapes: Shapes, gradients: boolean): Uint8Array {
  const graph = new DoubleGraph()
  for (const [name, shape] of Object.entries(shapes)) graph.input(name, 'float32', shape)
  const sums = new Map<string, Value>()
  const update = (name: string, gradient: WeightGradient) =>
    sums.set(name, plusGradient(graph, sums.get(name) ?? graph.scalar(0), gradient))
  // A running statistic is read only to be blended with the new one, which nobody asks for here.
  const weight = (name: string) => (name in shapes ? name : graph.scalar(0))
  const bank = () => graph.input('bank', 'float32', ['N', config.embeddingSize])
  const context = { graph, training: true, keepsStatistics: false, weight, update, replace: () => {} }
  const { loss } = forwardAndBack(config, context, bank, gradients)
  for (const [name, sum] of sums) graph.output(`of ${name}`, sum, 'float32', shapes[name])
  graph.output('loss', loss, 'float32', [])
  return graph.encode()
}

function batchFeeds(config: EngineConfig, batch: TrainingBatch): Record<string, Tensor> {
  const { imageSize, smallImageSize, pixelSize: P, embeddingSize: D, objective: chosen } = config
  const B = batch.instances.length
  const doubles = (data: ArrayLike<number>, shape: number[]) =>
    new ort.Tensor('float64', Float64Array.from(data), shape)
  const noise = () => ({
    negatives: new ort.Tensor('int32', batch.negatives!, [B, batch.negatives!.length / B]),
    partition: doubles([batch.partition!], []),
  })
  const views = ({ rowResampling, columnResampling, colour }: Views, S: number, prefix = '') => {
    const R = colour.length / 18
    return {
      [`${prefix}rowResampling`]: doubles(rowResampling, [R / B, B, S, P]),
      [`${prefix}columnResampling`]: doubles(columnResampling, [R, S, P]),
      [`${prefix}colour`]: doubles(colour, [R, 3, 6]),
    }
  }
  return {
    pixels: new ort.Tensor('uint8', batch.pixels, [B, P, P * 3]),
    ...views(batch, imageSize),
    ...(batch.small ? views(batch.small, smallImageSize, 'small ') : {}),
    instances: new ort.Tensor('int32', batch.instances, [B]),
    bank: doubles(batch.bank, [batch.bank.length / D, D]),
    ...(chosen === 'nce' ? noise() : {}),
  }
}
