/** The numbers that define a training run, their defaults, and what follows from the size of the library. Pure. */
import type { Backbone, EngineConfig, Objective } from './engine.ts'
import type { AugmentationRecipe } from './augmentation.ts'

export type Start = 'starter' | 'scratch'

export interface TrainingRecipe {
  /** The encoder that ships with the app, or random weights. */
  start: Start
  backbone: Backbone
  widthMultiplier?: number
  objective: Objective
  imageSize: number
  searchImageSize: number
  embeddingSize: number
  /** Of the objective against the bank, beside the view term; 0 leaves it out. */
  bankWeight: number
  temperature: number
  /** Photos a step. */
  batchSize: number
  learningRate: number
  bankMomentum: number
  proximalWeight: number
  /** Width of the head that learning has in place of the projection; 0 learns the projection itself. */
  headSize: number
  hasLayout: boolean
  hasOutlines: boolean
  /** Above 0 each photo of a batch is seen in two large views and in small ones, which are pulled together. */
  viewWeight: number
  viewTemperature: number
  smallViewCount: number
  smallImageSize: number
  optimizerMomentum: number
  weightDecay: number
  /** m; NCE only. */
  negativeCount: number
  /** Begin from centred embeddings and a bank of them, instead of the paper's random bank; see centred-start.ts. */
  centredStart: boolean
  seed: number
  augmentation: AugmentationRecipe
}

/** Up to here the full softmax is exact and cheap; above it NCE. */
export const softmaxPhotoLimit = 50_000

export const defaultRecipe: TrainingRecipe = {
  start: 'starter',
  backbone: 'resnet18-half',
  objective: 'softmax',
  imageSize: 64,
  searchImageSize: 96,
  embeddingSize: 128,
  headSize: 512,
  hasLayout: true,
  hasOutlines: true,
  bankWeight: 0,
  temperature: 0.15,
  batchSize: 64,
  learningRate: 0.03,
  bankMomentum: 0.5,
  proximalWeight: 0,
  viewWeight: 1,
  viewTemperature: 0.2,
  smallViewCount: 4,
  smallImageSize: 32,
  optimizerMomentum: 0.9,
  weightDecay: 5e-4,
  negativeCount: 4096,
  centredStart: true,
  seed: 1,
  augmentation: {
    minimumScale: 0.2,
    smallScale: [0.05, 0.25],
    flip: true,
    brightness: 0.5,
    contrast: 0.5,
    saturation: 0.5,
    hue: 0.125,
    grayscaleShare: 0.25,
    strengthVaries: true,
  },
}

/** From random weights; the default is for going on from the starter. */
const scratchLearningRate = 0.1

/** What only learning against the bank reads: who names one of them asks for that. */
const bankOptions: (keyof TrainingRecipe)[] = [
  'objective',
  'temperature',
  'negativeCount',
  'bankMomentum',
  'proximalWeight',
]

/**
 * How often a run of minutes from the starter sees each photo at most: more visits teach few photos by heart, and what
 * the starter knew is forgotten over it (docs/learning.md).
 */
export const mostVisits = 64

/** The paper's embedding: a projection of the features alone that is learnt with them, against the bank. */
export const learntProjection = {
  headSize: 0,
  hasLayout: false,
  hasOutlines: false,
  bankWeight: 1,
} satisfies Partial<TrainingRecipe>

/**
 * The paper's own form, for comparison at the same backbone, input and time: temperature, batch and rate of section 4.2
 * (ImageNet), with the full softmax of section 4.1 up to `softmaxPhotoLimit`.
 */
export const paperRecipe: Partial<TrainingRecipe> = {
  start: 'scratch',
  centredStart: false,
  ...learntProjection,
  viewWeight: 0,
  temperature: 0.07,
  batchSize: 256,
  learningRate: 0.03,
  augmentation: {
    ...defaultRecipe.augmentation,
    brightness: 0.4,
    contrast: 0.4,
    saturation: 0.4,
    hue: 0.1,
    grayscaleShare: 0.2,
    strengthVaries: false,
  },
}

/** What recipes of versions before had not, as they learnt. */
const olderRecipe = { ...learntProjection, smallViewCount: 0, smallImageSize: 32 } satisfies Partial<TrainingRecipe>

/** A recipe as it was kept, of this version or an older one. */
export function keptRecipe(kept: TrainingRecipe): TrainingRecipe {
  const { smallScale } = defaultRecipe.augmentation
  const augmentation = {
    ...kept.augmentation,
    smallScale: kept.augmentation.smallScale ?? smallScale,
    strengthVaries: kept.augmentation.strengthVaries ?? false,
  }
  return { ...olderRecipe, ...kept, searchImageSize: kept.searchImageSize ?? kept.imageSize, augmentation }
}

/** Fills what was not chosen; keys given as undefined count as not chosen. A batch never exceeds the library. */
export function resolveRecipe(
  chosen: { [K in keyof TrainingRecipe]?: TrainingRecipe[K] },
  photoCount: number,
): TrainingRecipe {
  const given: Partial<TrainingRecipe> = Object.fromEntries(
    Object.entries(chosen).filter(([key, value]) => value !== undefined && Object.hasOwn(defaultRecipe, key)),
  )
  const objective: Objective = photoCount > softmaxPhotoLimit ? 'nce' : 'softmax'
  const learningRate = given.start === 'scratch' ? scratchLearningRate : defaultRecipe.learningRate
  const bankWeight = bankOptions.some((name) => name in given) ? 1 : defaultRecipe.bankWeight
  const recipe: TrainingRecipe = { ...defaultRecipe, objective, learningRate, bankWeight, ...given }
  return {
    ...recipe,
    searchImageSize: given.searchImageSize ?? searchSize(recipe),
    batchSize: Math.min(recipe.batchSize, photoCount),
  }
}

/** A projection that is learnt is learnt for the size that it saw. */
function searchSize({ headSize, imageSize, searchImageSize }: TrainingRecipe): number {
  return headSize === 0 ? imageSize : Math.max(imageSize, searchImageSize)
}

export function engineConfig(recipe: TrainingRecipe, pixelSize: number): EngineConfig {
  const {
    start: _from,
    batchSize: _,
    learningRate: _rate,
    bankMomentum: _bank,
    negativeCount: _m,
    seed: _seed,
    centredStart: _start,
    augmentation: _views,
    ...config
  } = recipe
  return { ...config, smallViewCount: smallViewCountOf(recipe), pixelSize }
}

/** Large views of each photo of a batch. */
export const largeViewCount = ({ viewWeight }: Pick<TrainingRecipe, 'viewWeight'>): 1 | 2 => (viewWeight > 0 ? 2 : 1)

type ViewCounts = Pick<TrainingRecipe, 'viewWeight' | 'smallViewCount'>

/** Small ones; they are nothing but pulled to the large ones. */
export const smallViewCountOf = ({ viewWeight, smallViewCount }: ViewCounts): number =>
  viewWeight > 0 ? smallViewCount : 0

/** All views of each photo of a batch. */
export const viewsPerPhoto = (recipe: ViewCounts): number => largeViewCount(recipe) + smallViewCountOf(recipe)
