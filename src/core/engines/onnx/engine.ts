/**
 * The ONNX engine: learning's engine port on the stock onnxruntime-node. On the processor, weights live in two sets of
 * buffers that take turns as input and output of a step, so nothing is copied between steps; on WebGPU they stay on the
 * device, with the bank.
 */
import { availableParallelism } from 'node:os'
import { ort, type InferenceSession, type Tensor } from './runtime.ts'
import { assertStateFits } from '../../learning/encoder-weights.ts'
import type { Engine, EngineConfig, EngineState, StepResult, TrainingBatch, ViewBatch } from '../../learning/engine.ts'
import { DeviceBank } from './device-bank.ts'
import { openSession, type OnnxDevice } from './open-session.ts'
import { objectiveFeeds, photoFeeds, viewFeeds } from './step-feeds.ts'
import {
  featuresName,
  fromGraphLayout,
  inferenceGraph,
  nextName,
  readingGraph,
  searchedName,
  toGraphLayout,
  trainingGraph,
  usedSlots,
  velocityName,
  weightSlots,
  type Slot,
} from './training-graph.ts'

export interface OnnxEngineOptions {
  device?: OnnxDevice
  /** Threads of the processor; default all cores. */
  threadCount?: number
  /** Why this device, in words; part of the description. */
  reason?: string
}

type Tensors = Record<string, Tensor>

const placeNames = { webgpu: 'the graphics card by WebGPU', dml: 'the graphics card by DirectML' }

/** Makes an engine whose weights start from `state`. Throws when they do not fit, or the device is not available. */
export async function createOnnxEngine(
  config: EngineConfig,
  state: EngineState,
  options: OnnxEngineOptions = {},
): Promise<Engine> {
  const engine = new OnnxEngine(config, options)
  await engine.importState(state)
  if (!engine.onProcessor) await engine.openInference()
  return engine
}

class OnnxEngine implements Engine {
  readonly description: string
  readonly onProcessor: boolean
  private readonly config: EngineConfig
  private readonly options: Required<Omit<OnnxEngineOptions, 'reason'>>
  private readonly slots: Slot[]
  /** Weights and velocities that a step reads and changes; weights that inference reads. */
  private readonly trainingKeys: string[]
  private readonly inferenceKeys: string[]
  private training: InferenceSession | null = null
  private inference: InferenceSession | null = null
  private reading: InferenceSession | null = null
  private readonly bank: DeviceBank | null
  private current: Tensors = {}
  private spare: Tensors = {}

  constructor(config: EngineConfig, options: OnnxEngineOptions) {
    this.config = config
    this.options = { device: options.device ?? 'cpu', threadCount: options.threadCount ?? availableParallelism() }
    this.slots = weightSlots(config)
    this.trainingKeys = usedSlots(config, true).flatMap(({ name, role }) =>
      role === 'trained' ? [name, velocityName(name)] : [name],
    )
    this.inferenceKeys = usedSlots(config, false).map(({ name }) => name)
    // A parametric softmax changes all of its bank with each step.
    this.bank = this.options.device === 'webgpu' && config.objective !== 'parametric' ? new DeviceBank() : null
    const { device, threadCount } = this.options
    this.onProcessor = device === 'cpu'
    const place = device === 'cpu' ? `the processor, ${threadCount} threads` : placeNames[device]
    this.description = `ONNX Runtime on ${place}${options.reason ? ` (${options.reason})` : ''}`
  }

  /** Shows whether the device is there. */
  async openInference(): Promise<InferenceSession> {
    return (this.inference ??= await openSession(inferenceGraph(this.config), this.options))
  }

  async trainStep(batch: TrainingBatch): Promise<StepResult> {
    const graph = () => trainingGraph(this.config, { keepsBank: this.bank !== null })
    this.training ??= await openSession(graph(), { ...this.options, staying: this.staying() })
    const B = batch.instances.length
    const { imageSize, smallImageSize } = this.config
    const feeds = {
      ...this.weightFeeds(this.trainingKeys),
      ...photoFeeds(batch, this.config, B),
      ...viewFeeds(batch, this.config, { B, S: imageSize }),
      ...(batch.small ? viewFeeds(batch.small, this.config, { B, S: smallImageSize, prefix: 'small ' }) : {}),
      ...objectiveFeeds(batch, this.config, this.bank),
    }
    const results = await this.training.run(feeds, this.fetches())
    this.takeNext(results)
    this.bank?.keep(results[nextName('bank')], batch.bank, batch.instances)
    const number = (name: string) => (results[name].data as Float32Array)[0]
    return {
      loss: number('loss'),
      embeddings: results.embeddings.data as Float32Array,
      partition: number('partitionEstimate'),
      bankGradient: results.bankGradient?.data as Float32Array | undefined,
    }
  }

  private takeNext(results: Tensors): void {
    const before = this.weightFeeds(this.trainingKeys)
    const next = Object.fromEntries(this.trainingKeys.map((name) => [name, results[nextName(name)]]))
    this.current = { ...this.current, ...next }
    if (this.options.device === 'cpu') this.spare = before
    else for (const tensor of Object.values(before)) if (tensor.location === 'gpu-buffer') tensor.dispose()
  }

  embed(views: ViewBatch): Promise<Float32Array> {
    return this.infer(views, 'embeddings')
  }

  features(views: ViewBatch, stage?: number): Promise<Float32Array> {
    return this.infer(views, stage === undefined ? searchedName : featuresName(stage))
  }

  private async infer(views: ViewBatch, output: string): Promise<Float32Array> {
    const session = await this.openInference()
    const { searchImageSize, pixelSize } = this.config
    const B = views.pixels.length / (pixelSize ** 2 * 3)
    const feeds = {
      ...this.weightFeeds(this.inferenceKeys),
      ...photoFeeds(views, this.config, B),
      ...viewFeeds(views, this.config, { B, S: searchImageSize }),
    }
    const results = await session.run(feeds, [output])
    return results[output].data as Float32Array
  }

  async exportState(): Promise<EngineState> {
    const state: EngineState = { parameters: {}, velocity: {} }
    const values = await this.readable()
    for (const { name, shape, role } of this.slots) {
      const read = (key: string) => ({ shape, data: fromGraphLayout(shape, values[key].data as Float32Array) })
      state.parameters[name] = read(name)
      if (role === 'trained') state.velocity[name] = read(velocityName(name))
    }
    return state
  }

  /** The weights where they can be read; what is on a device comes through a graph of its own. */
  private async readable(): Promise<Tensors> {
    if (Object.values(this.current).every(({ location }) => location === 'cpu')) return this.current
    this.reading ??= await openSession(readingGraph(this.config), this.options)
    const results = await this.reading.run(this.weightFeeds(this.trainingKeys))
    return { ...this.current, ...Object.fromEntries(this.trainingKeys.map((name) => [name, results[nextName(name)]])) }
  }

  async importState(state: EngineState): Promise<void> {
    assertStateFits(this.config, state)
    this.releaseWeights()
    for (const { name, shape, graphShape, role } of this.slots) {
      const tensor = (data: Float32Array) => new ort.Tensor('float32', toGraphLayout(shape, data), graphShape)
      this.current[name] = tensor(state.parameters[name].data)
      if (role === 'trained') this.current[velocityName(name)] = tensor(state.velocity[name].data)
    }
    if (this.options.device !== 'cpu') return
    this.spare = Object.fromEntries(
      Object.entries(this.current).map(([name, { dims, size }]) => [
        name,
        new ort.Tensor('float32', new Float32Array(size), dims),
      ]),
    )
  }

  async dispose(): Promise<void> {
    this.releaseWeights()
    this.bank?.release()
    for (const session of [this.training, this.inference, this.reading]) await session?.release()
    this.training = this.inference = this.reading = null
  }

  private releaseWeights(): void {
    for (const tensor of Object.values(this.current)) if (tensor.location === 'gpu-buffer') tensor.dispose()
    this.current = {}
  }

  /** Outputs of a step that the next one reads again. */
  private staying(): Record<string, 'gpu-buffer'> {
    if (this.options.device !== 'webgpu') return {}
    const names = this.trainingKeys.map(nextName)
    return Object.fromEntries((this.bank ? [...names, nextName('bank')] : names).map((name) => [name, 'gpu-buffer']))
  }

  /** On the processor the spare buffers receive the new weights. */
  private fetches(): Record<string, Tensor | null> {
    const fetches: Record<string, Tensor | null> = { loss: null, embeddings: null, partitionEstimate: null }
    if (this.config.objective === 'parametric') fetches.bankGradient = null
    if (this.bank) fetches[nextName('bank')] = null
    for (const name of this.trainingKeys) fetches[nextName(name)] = this.spare[name] ?? null
    return fetches
  }

  private weightFeeds(keys: string[]): Tensors {
    return Object.fromEntries(keys.map((key) => [key, this.current[key]]))
  }
}
