/**
 * The TensorFlow.js engine: learning's engine port by autograd. On @tensorflow/tfjs-node-gpu it trains on NVIDIA cards;
 * any backend of TensorFlow.js runs it, which is how it is tested. Weights, velocities and the bank
 * stay on the device between steps.
 */
import type * as Tf from '@tensorflow/tfjs'
import { batchNormMomentum } from '../../learning/backbone.ts'
import { assertStateFits, besideFeatures, parameterShapes } from '../../learning/encoder-weights.ts'
import type {
  Engine,
  EngineConfig,
  EngineState,
  NamedTensor,
  StepResult,
  TrainingBatch,
  ViewBatch,
} from '../../learning/engine.ts'
import { DeviceBank } from './device-bank.ts'
import {
  augment,
  featuresOf,
  layout,
  outlines,
  project,
  projectByHead,
  type EncoderContext,
  type Tensorflow,
} from './encoder.ts'
import { objective } from './objective.ts'

/** `tf` is a loaded TensorFlow.js with its backend ready. Throws when the state does not fit. */
export async function createTensorflowEngine(
  tf: Tensorflow,
  config: EngineConfig,
  state: EngineState,
): Promise<Engine> {
  const engine = new TensorflowEngine(tf, config)
  await engine.importState(state)
  return engine
}

class TensorflowEngine implements Engine {
  readonly description: string
  readonly onProcessor: boolean
  private readonly tf: Tensorflow
  private readonly config: EngineConfig
  private parameters: Record<string, Tf.Variable> = {}
  private velocity: Record<string, Tf.Tensor> = {}
  private readonly bank: DeviceBank

  constructor(tf: Tensorflow, config: EngineConfig) {
    this.tf = tf
    this.config = config
    this.bank = new DeviceBank(tf, config.embeddingSize)
    this.description = `TensorFlow on ${tf.getBackend()}`
    this.onProcessor = !(tf.backend() as { isUsingGpuDevice?: boolean }).isUsingGpuDevice
  }

  async trainStep(batch: TrainingBatch): Promise<StepResult> {
    const { tf, config } = this
    const kept: { embeddings?: Tf.Tensor; partition?: Tf.Tensor; bankGradient?: Tf.Tensor } = {}
    const learnsBank = config.objective === 'parametric'
    // A parametric softmax changes all of its bank with each step.
    if (learnsBank) this.bank.release()
    const fixedBank = this.bank.take(batch.bank, batch.instances)
    const bank = learnsBank ? tf.variable(fixedBank) : null
    const results = tf.tidy(() => {
      const { pixelSize, imageSize, smallImageSize } = config
      const large = augment(tf, batch.pixels, batch, pixelSize, imageSize)
      const small = batch.small && augment(tf, batch.pixels, batch.small, pixelSize, smallImageSize)
      const statistics: Parameters<EncoderContext['onStatistics']>[] = []
      const context = this.context(true, (...found) => statistics.push(found))
      const { value, grads } = tf.variableGrads(
        () => {
          const rows = this.embedForTraining(context, large, small)
          const embeddings = tf.slice(rows, 0, large.shape[0])
          const { loss, partition } = objective(
            tf,
            config,
            { rows, embeddings },
            { bank: bank ?? fixedBank, fixedBank },
            batch,
          )
          kept.embeddings = tf.keep(embeddings)
          kept.partition = tf.keep(partition)
          for (const [, mean, variance] of statistics) [mean, variance].forEach((tensor) => tf.keep(tensor))
          return loss
        },
        bank ? [...this.trained(), bank] : this.trained(),
      )
      for (const found of statistics) this.keepStatistics(...found)
      this.update(grads, batch.learningRate)
      if (bank) kept.bankGradient = tf.keep(grads[bank.name])
      for (const [, mean, variance] of statistics) tf.dispose([mean, variance])
      return value
    })
    const read = [results, kept.embeddings!, kept.partition!, ...(kept.bankGradient ? [kept.bankGradient] : [])]
    const [loss, embeddings, partition, bankGradient] = await Promise.all(read.map((tensor) => tensor.data()))
    tf.dispose(bank ? [...read, bank] : read)
    return {
      loss: loss[0],
      embeddings: embeddings as Float32Array,
      partition: partition[0],
      bankGradient: bankGradient as Float32Array | undefined,
    }
  }

  /** [R, D] of all views, large ones first. Each size has batch statistics of its own; the large ones' are kept. */
  private embedForTraining(context: EncoderContext, large: Tf.Tensor4D, small?: Tf.Tensor4D): Tf.Tensor2D {
    const { tf, config } = this
    const last = (images: Tf.Tensor4D, within: EncoderContext) => {
      const features = featuresOf(within, config, images).at(-1)!
      return config.headSize === 0 ? this.searched(features, images) : features
    }
    const ofLarge = last(large, context)
    const features = small ? tf.concat([ofLarge, last(small, { ...context, onStatistics: () => {} })]) : ofLarge
    return config.headSize > 0 ? projectByHead(context, features) : project(context, features)
  }

  embed = (views: ViewBatch): Promise<Float32Array> =>
    this.infer(views, (context, _, searched) => project(context, searched))
  features = (views: ViewBatch, stage?: number): Promise<Float32Array> =>
    this.infer(views, (_, stages, searched) => (stage === undefined ? searched : stages[stage]))

  private async infer(
    views: ViewBatch,
    output: (context: EncoderContext, stages: Tf.Tensor2D[], searched: Tf.Tensor2D) => Tf.Tensor,
  ): Promise<Float32Array> {
    const { tf, config } = this
    const result = tf.tidy(() => {
      const context = this.context(false, () => {})
      const images = augment(tf, views.pixels, views, config.pixelSize, config.searchImageSize)
      const stages = featuresOf(context, config, images)
      return output(context, stages, this.searched(stages.at(-1)!, images))
    })
    const data = (await result.data()) as Float32Array
    result.dispose()
    return data
  }

  /** What the projection gets. */
  private searched(features: Tf.Tensor2D, images: Tf.Tensor4D): Tf.Tensor2D {
    const beside = besideFeatures(this.config, { layout, outlines })
    return this.tf.concat([features, ...beside.map((piece) => piece(this.tf, images))], 1)
  }

  async exportState(): Promise<EngineState> {
    const state: EngineState = { parameters: {}, velocity: {} }
    const read = async (tensor: Tf.Tensor, shape: number[]): Promise<NamedTensor> => ({
      shape,
      data: (await this.tf.tidy(() => this.outward(tensor)).data()) as Float32Array,
    })
    for (const { name, shape, role } of parameterShapes(this.config)) {
      state.parameters[name] = await read(this.parameters[name], shape)
      if (role === 'trained') state.velocity[name] = await read(this.velocity[name], shape)
    }
    return state
  }

  async importState(state: EngineState): Promise<void> {
    assertStateFits(this.config, state)
    await this.dispose()
    for (const { name, role } of parameterShapes(this.config)) {
      this.parameters[name] = this.tf.tidy(() =>
        this.tf.variable(this.inward(state.parameters[name]), role === 'trained'),
      )
      if (role === 'trained') this.velocity[name] = this.tf.tidy(() => this.tf.keep(this.inward(state.velocity[name])))
    }
  }

  async dispose(): Promise<void> {
    this.bank.release()
    this.tf.dispose([...Object.values(this.parameters), ...Object.values(this.velocity)])
    this.parameters = {}
    this.velocity = {}
  }

  private context(training: boolean, onStatistics: EncoderContext['onStatistics']): EncoderContext {
    return { tf: this.tf, training, weight: (name) => this.parameters[name], onStatistics }
  }

  private trained(): Tf.Variable[] {
    return Object.keys(this.velocity).map((name) => this.parameters[name])
  }

  /** v' = momentum · v + gradient + decay · w, w' = w − rate · v'. */
  private update(grads: Tf.NamedTensorMap, learningRate: number): void {
    const { tf, config } = this
    for (const [name, velocity] of Object.entries(this.velocity)) {
      const weight = this.parameters[name]
      const next = tf.add(
        tf.mul(velocity, config.optimizerMomentum),
        tf.add(grads[weight.name], tf.mul(weight, config.weightDecay)),
      )
      this.velocity[name] = tf.keep(next)
      velocity.dispose()
      weight.assign(tf.sub(weight, tf.mul(next, learningRate)))
    }
  }

  /** Running statistics take the unbiased variance. */
  private keepStatistics(norm: string, mean: Tf.Tensor, variance: Tf.Tensor, valueCount: number): void {
    const { tf } = this
    const blend = (name: string, fresh: Tf.Tensor) => {
      const running = this.parameters[name]
      running.assign(tf.add(tf.mul(running, 1 - batchNormMomentum), tf.mul(fresh, batchNormMomentum)))
    }
    blend(`${norm}.running_mean`, mean)
    blend(`${norm}.running_var`, tf.mul(variance, valueCount / Math.max(valueCount - 1, 1)))
  }

  /** torchvision's [out, in, k, k] to TensorFlow's [k, k, in, out]. */
  private inward({ shape, data }: NamedTensor): Tf.Tensor {
    const tensor = this.tf.tensor(data, shape)
    return shape.length === 4 ? this.tf.transpose(tensor, [2, 3, 1, 0]) : tensor
  }

  private outward(tensor: Tf.Tensor): Tf.Tensor {
    return tensor.rank === 4 ? this.tf.transpose(tensor, [3, 2, 0, 1]) : this.tf.clone(tensor)
  }
}
