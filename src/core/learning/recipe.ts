/** The numbers that define a training run, their defaults, and what follows from the size of the library. Pure. */
import type { Backbone, EngineConfig, Objective } from './engine.ts'
import type { AugmentationRecipe } from './augmentation.ts'

export type Start = 'starter' | 'scratch'

export interface TrainingRecipe {
  /** The encoder that ships with the app, or random weights. */
  start: Start
  backbone: Backbone
  objective: Objective
  imageSize: number
  embeddingSize: number
  temperature: number
  /** Views a step. */
  batchSize: number
  learningRate: number
  bankMomentum: number
  proximalWeight: number
  /** Above 0 each photo of a batch is seen twice and the two views are pulled together. */
  viewWeight: number
  viewTemperature: number
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
  embeddingSize: 128,
  temperature: 0.15,
  batchSize: 32,
  learningRate: 0.01,
  bankMomentum: 0.5,
  proximalWeight: 0,
  viewWeight: 1,
  viewTemperature: 0.2,
  optimizerMomentum: 0.9,
  weightDecay: 5e-4,
  negativeCount: 4096,
  centredStart: true,
  seed: 1,
  augmentation: { minimumScale: 0.6, flip: true, brightness: 0.4, contrast: 0.4, saturation: 0.4, hue: 0.1, grayscaleShare: 0.2 },
}

/**
 * The paper's own form, for comparison at the same backbone, input and time: temperature, batch and rate of section 4.2
 * (ImageNet), with the full softmax of section 4.1 up to `softmaxPhotoLimit`.
 */
export const paperRecipe: Partial<TrainingRecipe> = {
  start: 'scratch',
  centredStart: false,
  viewWeight: 0,
  temperature: 0.07,
  batchSize: 256,
  learningRate: 0.03,
  augmentation: { ...defaultRecipe.augmentation, minimumScale: 0.2 },
}

/** Fills what was not chosen; keys given as undefined count as not chosen. A batch never exceeds the library. */
export function resolveRecipe(chosen: { [K in keyof TrainingRecipe]?: TrainingRecipe[K] }, photoCount: number): TrainingRecipe {
  const given = Object.fromEntries(Object.entries(chosen).filter(([key, value]) => value !== undefined && Object.hasOwn(defaultRecipe, key)))
  const objective: Objective = photoCount > softmaxPhotoLimit ? 'nce' : 'softmax'
  const recipe: TrainingRecipe = { ...defaultRecipe, objective, ...given }
  return { ...recipe, batchSize: wholeBatch(recipe, Math.min(recipe.batchSize, photoCount * viewsPerPhoto(recipe))) }
}

/** The largest batch of at most `viewCount` views that holds all views of each of its photos, at least one photo. */
export function wholeBatch(recipe: Pick<TrainingRecipe, 'viewWeight'>, viewCount: number): number {
  const views = viewsPerPhoto(recipe)
  return Math.max(Math.floor(viewCount / views), 1) * views
}

export function viewsPerPhoto({ viewWeight }: Pick<TrainingRecipe, 'viewWeight'>): 1 | 2 {
  return viewWeight > 0 ? 2 : 1
}

/** Photos of a step, each seen in all its views. */
export function photosPerStep(recipe: Pick<TrainingRecipe, 'batchSize' | 'viewWeight'>): number {
  return recipe.batchSize / viewsPerPhoto(recipe)
}

export function engineConfig(recipe: TrainingRecipe, pixelSize: number): EngineConfig {
  const { start: _from, batchSize: _, learningRate: _rate, bankMomentum: _bank, negativeCount: _m, seed: _seed, centredStart: _start, augmentation: _views, ...config } = recipe
  return { ...config, pixelSize }
}
