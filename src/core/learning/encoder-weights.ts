/**
 * What an encoder's weights are: names and shapes in torchvision's layout, what they begin as, whether given ones fit.
 * Runs nothing.
 */
import { backboneSpec, convSpecs, type BackboneChoice } from './backbone.ts'
import type { EngineConfig, EngineState, NamedTensor } from './engine.ts'
import { layoutSize } from './layout.ts'
import { outlineSize } from './outlines.ts'

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
