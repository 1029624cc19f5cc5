/**
 * Fine-tuning a trained encoder on labelled photos (Wu et al. 2018, section 4.3): the softmax over classes replaces
 * the one over photos, all weights move. Differs from the paper: class weights begin as the mean embeddings of their
 * photos, not at random, and embeddings stay unit vectors, so that the result can be searched like any other.
 */
import type { Engine, EngineState } from '../learning/engine.ts'
import { normalise } from '../learning/memory-bank.ts'
import { similaritiesTo } from '../search/nearest.ts'
import type { TrainingRecipe } from '../learning/recipe.ts'
import { embedAll } from '../learning/look.ts'
import { Trainer, type TrainingStep } from '../learning/trainer.ts'
import type { TrainingPhotos } from '../learning/training-photos.ts'

export interface LabelledExamples {
  photos: TrainingPhotos
  /** [N], 0..C−1. */
  classes: Int32Array
}

/**
 * Chosen on validation photos, with 61 to 614 labels of ten classes (docs/learning.md), as was the rate: the usual
 * one.
 */
export const fineTuningSteps = 300

/**
 * The recipe for an engine that fine-tunes the projection and all before it. One view: other photos of its class take
 * the place of a photo's second.
 */
export function fineTuningRecipe(recipe: TrainingRecipe, labelCount: number): TrainingRecipe {
  const batchSize = Math.min(recipe.batchSize, labelCount)
  return { ...recipe, objective: 'parametric', bankWeight: 1, viewWeight: 0, headSize: 0, proximalWeight: 0, batchSize }
}

/**
 * Moves the weights of an engine made for `fineTuningRecipe`; returns the class weights, [C, D]. `onStep` ends it
 * early by returning false. Throws LearningDiverged.
 */
export async function fineTune(
  engine: Engine,
  { photos, classes }: LabelledExamples,
  recipe: TrainingRecipe,
  onStep?: (step: TrainingStep) => Promise<boolean>,
): Promise<Float32Array> {
  const firstBank = classMeans(await embedAll(engine, photos, recipe), classes, recipe.embeddingSize)
  let done = 0
  const trainer = new Trainer(
    { engine, recipe, photos, classes, progress: () => done / fineTuningSteps },
    undefined,
    firstBank,
  )
  for (; done < fineTuningSteps; done++) {
    const step = await trainer.step()
    if ((await onStep?.(step)) === false) break
  }
  return trainer.bank.rows
}

/** Mean embedding of each class as a unit vector, [C, D]. */
export function classMeans(embeddings: Float32Array, classes: Int32Array, embeddingSize: number): Float32Array {
  const means = new Float32Array((Math.max(...classes) + 1) * embeddingSize)
  classes.forEach((label, row) => {
    for (let d = 0; d < embeddingSize; d++) means[label * embeddingSize + d] += embeddings[row * embeddingSize + d]
  })
  for (let from = 0; from < means.length; from += embeddingSize) normalise(means.subarray(from, from + embeddingSize))
  return means
}

/** The class whose weights agree most with each embedding, [N]. */
export function classify(embeddings: Float32Array, classWeights: Float32Array, embeddingSize: number): Int32Array {
  return Int32Array.from({ length: embeddings.length / embeddingSize }, (_, row) => {
    const logits = similaritiesTo(embeddings.subarray(row * embeddingSize, (row + 1) * embeddingSize), classWeights)
    return logits.indexOf(Math.max(...logits))
  })
}

/** The weights at rest: where another run's momentum would only disturb. */
export function withoutVelocity({ parameters, velocity }: EngineState): EngineState {
  const still = Object.entries(velocity).map(([name, { shape, data }]) => [
    name,
    { shape, data: new Float32Array(data.length) },
  ])
  return { parameters, velocity: Object.fromEntries(still) }
}
