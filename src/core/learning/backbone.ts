/**
 * The backbones' shapes, in torchvision's layout and names (ResNet: He et al., CVPR 2016, table 1).
 * Describes and initialises weights; runs nothing. Half width halves every channel count.
 */
import type { Backbone, EngineConfig, EngineState, NamedTensor } from './engine.ts'

export interface ConvSpec {
  name: string
  /** Name of the batch norm that follows. */
  norm: string
  inChannels: number
  outChannels: number
  kernel: number
  stride: number
}

/** Two 3x3 convolutions beside a shortcut; `shortcut` is the 1x1 convolution where the shape changes. */
export interface BlockSpec {
  first: ConvSpec
  second: ConvSpec
  shortcut: ConvSpec | null
}

export interface BackboneSpec {
  stem: ConvSpec
  blocks: BlockSpec[]
  /** F, the width of the features. */
  featureSize: number
}

const widths: Record<Backbone, number> = { resnet18: 64, 'resnet18-half': 32 }
const blocksPerStage = 2

export function backboneSpec(backbone: Backbone): BackboneSpec {
  const width = widths[backbone]
  const blocks: BlockSpec[] = []
  for (let stage = 0; stage < 4; stage++) {
    const outChannels = width << stage
    for (let index = 0; index < blocksPerStage; index++) {
      const first = index === 0
      const inChannels = first && stage > 0 ? outChannels >> 1 : outChannels
      blocks.push(blockSpec(`layer${stage + 1}.${index}`, inChannels, outChannels, first && stage > 0 ? 2 : 1))
    }
  }
  const stem = { name: 'conv1', norm: 'bn1', inChannels: 3, outChannels: width, kernel: 7, stride: 2 }
  return { stem, blocks, featureSize: width << 3 }
}

function blockSpec(name: string, inChannels: number, outChannels: number, stride: number): BlockSpec {
  const conv = (part: string, from: number, kernel: number, step: number, norm = part.replace('conv', 'bn')) => ({
    name: `${name}.${part}`,
    norm: `${name}.${norm}`,
    inChannels: from,
    outChannels,
    kernel,
    stride: step,
  })
  return {
    first: conv('conv1', inChannels, 3, stride),
    second: conv('conv2', outChannels, 3, 1),
    shortcut: stride === 1 ? null : conv('downsample.0', inChannels, 1, stride, 'downsample.1'),
  }
}

export function convSpecs(spec: BackboneSpec): ConvSpec[] {
  return [spec.stem, ...spec.blocks.flatMap((b) => [b.first, b.second, ...(b.shortcut ? [b.shortcut] : [])])]
}

/** Names and shapes of all weights; `trained` tells parameters from running statistics. */
export function parameterShapes(config: Pick<EngineConfig, 'backbone' | 'embeddingSize'>) {
  const spec = backboneSpec(config.backbone)
  const shapes: { name: string; shape: number[]; trained: boolean }[] = []
  for (const { name, norm, inChannels, outChannels, kernel } of convSpecs(spec)) {
    shapes.push({ name: `${name}.weight`, shape: [outChannels, inChannels, kernel, kernel], trained: true })
    for (const part of ['weight', 'bias', 'running_mean', 'running_var']) {
      shapes.push({ name: `${norm}.${part}`, shape: [outChannels], trained: !part.startsWith('running') })
    }
  }
  shapes.push({ name: 'fc.weight', shape: [config.embeddingSize, spec.featureSize], trained: true })
  shapes.push({ name: 'fc.bias', shape: [config.embeddingSize], trained: true })
  return shapes
}

/** What initialisation needs of a random source: one standard normal draw. */
export interface NormalSource {
  normal(): number
}

/**
 * Fresh weights: convolutions normal with variance 2 / fan-out (He et al., ICCV 2015), batch norm 1 and 0,
 * projection normal with variance 1 / (3F), velocity 0.
 */
export function initialState(config: Pick<EngineConfig, 'backbone' | 'embeddingSize'>, random: NormalSource): EngineState {
  const parameters: Record<string, NamedTensor> = {}
  const velocity: Record<string, NamedTensor> = {}
  for (const { name, shape, trained } of parameterShapes(config)) {
    parameters[name] = { shape, data: initialValues(name, shape, random) }
    if (trained) velocity[name] = { shape, data: new Float32Array(sizeOf(shape)) }
  }
  return { parameters, velocity }
}

function initialValues(name: string, shape: number[], random: NormalSource): Float32Array {
  const data = new Float32Array(sizeOf(shape))
  if (shape.length === 1) return /(running_var|(bn\d|downsample\.1)\.weight)$/.test(name) ? data.fill(1) : data
  const deviation = shape.length === 4 ? Math.sqrt(2 / (shape[0] * shape[2] * shape[3])) : Math.sqrt(1 / (3 * shape[1]))
  for (let i = 0; i < data.length; i++) data[i] = deviation * random.normal()
  return data
}

export function sizeOf(shape: readonly number[]): number {
  return shape.reduce((product, side) => product * side, 1)
}

/** Throws an Error naming the first weight that is missing or of another shape. */
export function assertStateFits(config: Pick<EngineConfig, 'backbone' | 'embeddingSize'>, state: EngineState): void {
  for (const { name, shape, trained } of parameterShapes(config)) {
    assertShape(name, shape, state.parameters[name])
    if (trained) assertShape(`velocity of ${name}`, shape, state.velocity[name])
  }
}

function assertShape(name: string, shape: number[], tensor: NamedTensor | undefined): void {
  const found = tensor ? `[${tensor.shape.join(', ')}] with ${tensor.data.length} values` : 'nothing'
  const wanted = `[${shape.join(', ')}]`
  if (!tensor || tensor.shape.join() !== shape.join() || tensor.data.length !== sizeOf(shape)) {
    throw new Error(`${name}: expected ${wanted}, got ${found}. These weights are of another architecture.`)
  }
}
