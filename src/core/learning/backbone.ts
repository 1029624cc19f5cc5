/**
 * The backbones' shapes, in torchvision's layout and names: ResNet (He et al., CVPR 2016, table 1), VGG-16 with batch
 * norm (Simonyan & Zisserman 2015, D), AlexNet (torchvision's, one column) with batch norm. Describes and initialises
 * weights; runs nothing. Differs from the paper: the fully connected layers of AlexNet and VGG are left out (over nine
 * tenths of their weights), as in ResNet the mean over all places goes to the projection; their convolutions have no
 * bias, which the batch norm after each would take away.
 */
import type { Backbone, EngineConfig, EngineState, NamedTensor } from './engine.ts'
import { layoutSize } from './layout.ts'
import { outlineSize } from './outlines.ts'

/** ImageNet's means and deviations of red, green and blue in [0, 1]: what torchvision's encoders expect of an image. */
export const channelMean = [0.485, 0.456, 0.406]
export const channelDeviation = [0.229, 0.224, 0.225]
/** Added to the variance; share of the newest batch in the running statistics. PyTorch's. */
export const batchNormEpsilon = 1e-5
export const batchNormMomentum = 0.1

/**
 * Rows shorter than this are not stretched to unit length, or what black photos have for gradients would be no
 * numbers.
 */
export const smallestNorm = 1e-6

export interface ConvSpec {
  name: string
  /** Name of the batch norm that follows. */
  norm: string
  inChannels: number
  outChannels: number
  kernel: number
  stride: number
  padding: number
}

/** Max pooling; left out where what is to be pooled is smaller than the window. */
export interface PoolSpec {
  kernel: number
  stride: number
  padding: number
}

/** Two or three convolutions beside a shortcut; `shortcut` is the 1x1 convolution where the shape changes. */
export interface BlockSpec {
  convs: ConvSpec[]
  shortcut: ConvSpec | null
}

/** A convolution is followed by batch norm, ReLU and perhaps a pool. */
export type LayerSpec = { kind: 'conv'; conv: ConvSpec; pool: PoolSpec | null } | { kind: 'block'; block: BlockSpec }

export type BackboneChoice = Pick<EngineConfig, 'backbone' | 'widthMultiplier'>

export interface BackboneSpec {
  /** In order; the features after each can be had. */
  stages: { layers: LayerSpec[]; featureSize: number }[]
  /** F, the width of the last stage's features. */
  featureSize: number
}

interface Family {
  /** Channels of the stem and of the first stage's 3x3 convolutions. */
  width: number
  blockCounts: [number, number, number, number]
  /** Bottleneck blocks (1x1, 3x3, 1x1) give this many times their width; 1 stands for plain blocks (3x3, 3x3). */
  expansion: 1 | 4
  /** 3x3 stride 1 without pooling, in place of 7x7 stride 2 with. */
  smallStem: boolean
}

/** Channels of a layer, by those that are published. */
type Narrowing = (published: number) => number

const plainCounts = { blockCounts: [2, 2, 2, 2], expansion: 1, smallStem: false } satisfies Partial<Family>
const specs: Record<Backbone, (channels: Narrowing) => BackboneSpec> = {
  resnet18: (channels) => resnet({ ...plainCounts, width: channels(64) }),
  'resnet18-half': (channels) => resnet({ ...plainCounts, width: channels(32) }),
  // The authors' CIFAR code.
  'resnet18-cifar': (channels) => resnet({ ...plainCounts, width: channels(64), smallStem: true }),
  resnet50: (channels) => resnet({ width: channels(64), blockCounts: [3, 4, 6, 3], expansion: 4, smallStem: false }),
  vgg16: vgg,
  alexnet,
}

/** The published backbone, or one as deep with a share of its channels. */
export function backboneSpec({ backbone, widthMultiplier = 1 }: BackboneChoice): BackboneSpec {
  return specs[backbone]((published) => Math.round(published * widthMultiplier))
}

function specOf(stages: BackboneSpec['stages']): BackboneSpec {
  return { stages, featureSize: stages.at(-1)!.featureSize }
}

function resnet({ width, blockCounts, expansion, smallStem }: Family): BackboneSpec {
  const [kernel, stride, padding] = smallStem ? [3, 1, 1] : [7, 2, 3]
  const conv = { name: 'conv1', norm: 'bn1', inChannels: 3, outChannels: width, kernel, stride, padding }
  const pool = smallStem ? null : { kernel: 3, stride: 2, padding: 1 }
  const stages: BackboneSpec['stages'] = [{ layers: [{ kind: 'conv', conv, pool }], featureSize: width }]
  blockCounts.forEach((count, stage) => {
    const featureSize = (width << stage) * expansion
    const layers = Array.from({ length: count }, (_, index): LayerSpec => {
      const inChannels = index > 0 ? featureSize : stages.at(-1)!.featureSize
      const block = blockSpec(
        `layer${stage + 1}.${index}`,
        inChannels,
        width << stage,
        expansion,
        index === 0 && stage > 0 ? 2 : 1,
      )
      return { kind: 'block', block }
    })
    stages.push({ layers, featureSize })
  })
  return specOf(stages)
}

function blockSpec(name: string, inChannels: number, width: number, expansion: 1 | 4, stride: number): BlockSpec {
  const conv = (
    part: string,
    from: number,
    to: number,
    kernel: number,
    step: number,
    norm = part.replace('conv', 'bn'),
  ): ConvSpec => ({
    name: `${name}.${part}`,
    norm: `${name}.${norm}`,
    inChannels: from,
    outChannels: to,
    kernel,
    stride: step,
    padding: (kernel - 1) >> 1,
  })
  const outChannels = width * expansion
  const shortcut =
    stride === 1 && inChannels === outChannels
      ? null
      : conv('downsample.0', inChannels, outChannels, 1, stride, 'downsample.1')
  const plain = [conv('conv1', inChannels, width, 3, stride), conv('conv2', width, width, 3, 1)]
  const bottleneck = [
    conv('conv1', inChannels, width, 1, 1),
    conv('conv2', width, width, 3, stride),
    conv('conv3', width, outChannels, 1, 1),
  ]
  return { convs: expansion === 1 ? plain : bottleneck, shortcut }
}

/** torchvision's vgg16_bn counts convolution, norm and ReLU as three, a pool as one. */
function vgg(channels: Narrowing): BackboneSpec {
  const widths = [
    [64, 64],
    [128, 128],
    [256, 256, 256],
    [512, 512, 512],
    [512, 512, 512],
  ]
  let [at, inChannels] = [0, 3]
  const stages = widths.map((stage) => {
    const layers = stage.map(channels).map((outChannels, index): LayerSpec => {
      const conv = {
        name: `features.${at}`,
        norm: `features.${at + 1}`,
        inChannels,
        outChannels,
        kernel: 3,
        stride: 1,
        padding: 1,
      }
      at += 3
      inChannels = outChannels
      return { kind: 'conv', conv, pool: index === stage.length - 1 ? { kernel: 2, stride: 2, padding: 0 } : null }
    })
    at++
    return { layers, featureSize: inChannels }
  })
  return specOf(stages)
}

/** Convolutions under torchvision's names, which has no batch norm here: each norm is named after its convolution. */
function alexnet(channels: Narrowing): BackboneSpec {
  const stage = (
    at: number,
    inChannels: number,
    outChannels: number,
    kernel: number,
    isPooled: boolean,
    stride = 1,
    padding = (kernel - 1) >> 1,
  ) => {
    const conv = {
      name: `features.${at}`,
      norm: `features.${at}.norm`,
      inChannels,
      outChannels,
      kernel,
      stride,
      padding,
    }
    const pool = isPooled ? { kernel: 3, stride: 2, padding: 0 } : null
    return { layers: [{ kind: 'conv', conv, pool } satisfies LayerSpec], featureSize: outChannels }
  }
  return specOf([
    stage(0, 3, channels(64), 11, true, 4, 2),
    stage(3, channels(64), channels(192), 5, true),
    stage(6, channels(192), channels(384), 3, false),
    stage(8, channels(384), channels(256), 3, false),
    stage(10, channels(256), channels(256), 3, true),
  ])
}

/** The first convolution, which reads the image. */
export function stemOf({ stages }: BackboneSpec): ConvSpec {
  const [first] = stages[0].layers
  if (first.kind !== 'conv') throw new Error('A backbone begins with a convolution.')
  return first.conv
}

/** All convolutions, in order. */
export function convSpecs({ stages }: BackboneSpec): ConvSpec[] {
  return stages
    .flatMap(({ layers }) => layers)
    .flatMap((layer) =>
      layer.kind === 'conv'
        ? [layer.conv]
        : [...layer.block.convs, ...(layer.block.shortcut ? [layer.block.shortcut] : [])],
    )
}

/** What a training step does to a value: a gradient step, a blend with the newest batch's statistics, or nothing. */
type Role = 'trained' | 'statistic' | 'fixed'

interface ParameterShape {
  name: string
  shape: number[]
  role: Role
  /** What it begins as, where that is no random matter. */
  fill?: 0 | 1
}

/** What decides which weights an encoder has. */
export type Architecture = BackboneChoice &
  Pick<EngineConfig, 'embeddingSize' | 'headSize' | 'hasLayout' | 'hasOutlines'>

/** Names and shapes of all weights. */
export function parameterShapes(architecture: Architecture): ParameterShape[] {
  const { embeddingSize, headSize } = architecture
  const spec = backboneSpec(architecture)
  const shapes = convSpecs(spec).flatMap(({ name, norm, inChannels, outChannels, kernel }): ParameterShape[] => [
    { name: `${name}.weight`, shape: [outChannels, inChannels, kernel, kernel], role: 'trained' },
    ...normShapes(norm, outChannels),
  ])
  // Beside a head the projection waits until learning is over.
  const role = headSize > 0 ? 'fixed' : 'trained'
  shapes.push({ name: 'fc.weight', shape: [embeddingSize, searchFeatureSize(architecture)], role })
  shapes.push({ name: 'fc.bias', shape: [embeddingSize], role, fill: 0 })
  return headSize > 0 ? [...shapes, ...headShapes(spec.featureSize, headSize, embeddingSize)] : shapes
}

/** Of the two, what the projection gets beside the features, in the order in which it gets them. */
export function besideFeatures<T>(
  { hasLayout, hasOutlines }: Pick<Architecture, 'hasLayout' | 'hasOutlines'>,
  { layout, outlines }: { layout: T; outlines: T },
): T[] {
  return [...(hasLayout ? [layout] : []), ...(hasOutlines ? [outlines] : [])]
}

/** What the projection gets: the last stage's features, perhaps with layout and outlines behind them. */
export function searchFeatureSize(architecture: Omit<Architecture, 'embeddingSize' | 'headSize'>): number {
  const sizes = besideFeatures(architecture, { layout: layoutSize, outlines: outlineSize })
  return sizes.reduce((sum, size) => sum + size, backboneSpec(architecture).featureSize)
}

function normShapes(name: string, size: number): ParameterShape[] {
  return [
    { name: `${name}.weight`, shape: [size], role: 'trained', fill: 1 },
    { name: `${name}.bias`, shape: [size], role: 'trained', fill: 0 },
    { name: `${name}.running_mean`, shape: [size], role: 'statistic', fill: 0 },
    { name: `${name}.running_var`, shape: [size], role: 'statistic', fill: 1 },
  ]
}

/** As PyTorch's Sequential(Linear, BatchNorm1d, ReLU, Linear) has them; the norm makes the first bias idle. */
function headShapes(featureSize: number, headSize: number, embeddingSize: number): ParameterShape[] {
  return [
    { name: 'head.0.weight', shape: [headSize, featureSize], role: 'trained' },
    ...normShapes('head.1', headSize),
    { name: 'head.3.weight', shape: [embeddingSize, headSize], role: 'trained' },
  ]
}

/** What initialisation needs of a random source: one standard normal draw. */
export interface NormalSource {
  normal(): number
}

/**
 * Fresh weights: convolutions normal with variance 2 / fan-out (He et al., ICCV 2015), batch norm 1 and 0,
 * projection and head normal with variance 1 / (3F), velocity 0.
 */
export function initialState(config: Architecture, random: NormalSource): EngineState {
  const parameters: Record<string, NamedTensor> = {}
  const velocity: Record<string, NamedTensor> = {}
  for (const { name, shape, role, fill } of parameterShapes(config)) {
    parameters[name] = {
      shape,
      data: fill === undefined ? randomValues(shape, random) : new Float32Array(sizeOf(shape)).fill(fill),
    }
    if (role === 'trained') velocity[name] = { shape, data: new Float32Array(sizeOf(shape)) }
  }
  return { parameters, velocity }
}

function randomValues(shape: number[], random: NormalSource): Float32Array {
  const data = new Float32Array(sizeOf(shape))
  const deviation = shape.length === 4 ? Math.sqrt(2 / (shape[0] * shape[2] * shape[3])) : Math.sqrt(1 / (3 * shape[1]))
  for (let i = 0; i < data.length; i++) data[i] = deviation * random.normal()
  return data
}

export function sizeOf(shape: readonly number[]): number {
  return shape.reduce((product, side) => product * side, 1)
}

export function stateFits(config: Architecture, state: EngineState): boolean {
  return parameterShapes(config).every(({ name, shape }) => state.parameters[name]?.shape.join() === shape.join())
}

/** Throws an Error naming the first weight that is missing or of another shape. */
export function assertStateFits(config: Architecture, state: EngineState): void {
  for (const { name, shape, role } of parameterShapes(config)) {
    assertShape(name, shape, state.parameters[name])
    if (role === 'trained') assertShape(`velocity of ${name}`, shape, state.velocity[name])
  }
}

function assertShape(name: string, shape: number[], tensor: NamedTensor | undefined): void {
  const found = tensor ? `[${tensor.shape.join(', ')}] with ${tensor.data.length} values` : 'nothing'
  const wanted = `[${shape.join(', ')}]`
  if (!tensor || tensor.shape.join() !== shape.join() || tensor.data.length !== sizeOf(shape)) {
    throw new Error(`${name}: expected ${wanted}, got ${found}. These weights are of another architecture.`)
  }
}
