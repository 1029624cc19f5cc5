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

/** Two or three convolutions beside a shortcut; `shortcut` is the 1x1 convolution where the shape changes. */
export interface BlockSpec {
  convs: ConvSpec[]
  shortcut: ConvSpec | null
}

export interface BackboneSpec {
  /** 7x7 stride 2 with max pooling after it, or 3x3 stride 1 without. */
  stem: ConvSpec
  blocks: BlockSpec[]
  /** F, the width of the features. */
  featureSize: number
}

interface Family {
  /** Channels of the stem and of the first stage's 3x3 convolutions. */
  width: number
  blockCounts: [number, number, number, number]
  /** Bottleneck blocks (1x1, 3x3, 1x1) give this many times their width; 1 stands for plain blocks (3x3, 3x3). */
  expansion: 1 | 4
  smallStem: boolean
}

const families: Record<Backbone, Family> = {
  resnet18: { width: 64, blockCounts: [2, 2, 2, 2], expansion: 1, smallStem: false },
  'resnet18-half': { width: 32, blockCounts: [2, 2, 2, 2], expansion: 1, smallStem: false },
  // The authors' CIFAR code: 3x3 stem, no pooling.
  'resnet18-cifar': { width: 64, blockCounts: [2, 2, 2, 2], expansion: 1, smallStem: true },
  resnet50: { width: 64, blockCounts: [3, 4, 6, 3], expansion: 4, smallStem: false },
}

export function backboneSpec(backbone: Backbone): BackboneSpec {
  const { width, blockCounts, expansion, smallStem } = families[backbone]
  const blocks: BlockSpec[] = []
  let inChannels = width
  blockCounts.forEach((count, stage) => {
    for (let index = 0; index < count; index++) {
      const stride = index === 0 && stage > 0 ? 2 : 1
      blocks.push(blockSpec(`layer${stage + 1}.${index}`, inChannels, width << stage, expansion, stride))
      inChannels = (width << stage) * expansion
    }
  })
  const stem = { name: 'conv1', norm: 'bn1', inChannels: 3, outChannels: width, kernel: smallStem ? 3 : 7, stride: smallStem ? 1 : 2 }
  return { stem, blocks, featureSize: inChannels }
}

function blockSpec(name: string, inChannels: number, width: number, expansion: 1 | 4, stride: number): BlockSpec {
  const conv = (part: string, from: number, to: number, kernel: number, step: number, norm = part.replace('conv', 'bn')): ConvSpec => ({
    name: `${name}.${part}`, norm: `${name}.${norm}`, inChannels: from, outChannels: to, kernel, stride: step,
  })
  const outChannels = width * expansion
  const shortcut = stride === 1 && inChannels === outChannels ? null : conv('downsample.0', inChannels, outChannels, 1, stride, 'downsample.1')
  const plain = [conv('conv1', inChannels, width, 3, stride), conv('conv2', width, width, 3, 1)]
  const bottleneck = [conv('conv1', inChannels, width, 1, 1), conv('conv2', width, width, 3, stride), conv('conv3', width, outChannels, 1, 1)]
  return { convs: expansion === 1 ? plain : bottleneck, shortcut }
}

export function convSpecs(spec: BackboneSpec): ConvSpec[] {
  return [spec.stem, ...spec.blocks.flatMap(({ convs, shortcut }) => [...convs, ...(shortcut ? [shortcut] : [])])]
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

export function stateFits(config: Pick<EngineConfig, 'backbone' | 'embeddingSize'>, state: EngineState): boolean {
  return parameterShapes(config).every(({ name, shape }) => state.parameters[name]?.shape.join() === shape.join())
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
