/**
 * The backbones' shapes, in torchvision's layout and names: ResNet (He et al., CVPR 2016, table 1), VGG-16 with batch
 * norm (Simonyan & Zisserman 2015, D), AlexNet (torchvision's, one column) with batch norm. Describes shapes;
 * runs nothing. Differs from the paper: the fully connected layers of AlexNet and VGG are left out (over nine
 * tenths of their weights), as in ResNet the mean over all places goes to the projection; their convolutions have no
 * bias, which the batch norm after each would take away.
 */
import type { Backbone, EngineConfig } from './engine.ts'

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
  /** Of each stage. */
  blockCounts: number[]
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
  resnet6: (channels) => resnet({ ...plainCounts, blockCounts: [1, 1], width: channels(32) }),
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
