/** Semi-supervised learning as the paper scores it (section 4.3): the encoder fine-tuned on a share of the labels. */
import { createEngine } from '../engines/create-engine.ts'
import { PIXEL_SIZE } from '../imaging/pixels.ts'
import { initialState } from '../learning/encoder-weights.ts'
import type { Engine, EngineState } from '../learning/engine.ts'
import { drawOfEachClass, weightedVote } from '../search/embedding-scores.ts'
import { classify, fineTune, fineTuningRecipe, withoutVelocity } from '../learner/fine-tuning.ts'
import { highest, similaritiesTo } from '../search/nearest.ts'
import { Random } from '../learning/random.ts'
import { engineConfig, type TrainingRecipe } from '../learning/recipe.ts'
import { embedAll } from '../learning/look.ts'
import { trainingPhotos, type LabelledPhotos } from './labelled-tree.ts'
import type { Split } from './scoring.ts'

export interface LabelShareScores {
  share: number
  labelCount: number
  /**
   * Accuracies in [0, 1]: the labels vote by the encoder as it is, after fine-tuning, and the same from random
   * weights.
   */
  vote: number
  fineTuned: number
  fromScratch: number
}

export async function scoreLabelShare(
  share: number,
  learnt: EngineState,
  { train, test }: Split,
  recipe: TrainingRecipe,
): Promise<LabelShareScores> {
  const labelled = shareOf(train, share, recipe.seed)
  const tuning = fineTuningRecipe(recipe, labelled.classes.length)
  const fromScratch = initialState(engineConfig(tuning, PIXEL_SIZE), new Random(recipe.seed))
  return {
    share,
    labelCount: labelled.classes.length,
    vote: await withEngine(recipe, learnt, (engine) => voteAccuracy(engine, labelled, test, recipe)),
    fineTuned: await withEngine(tuning, learnt, (engine) => tunedAccuracy(engine, labelled, test, tuning)),
    fromScratch: await withEngine(tuning, fromScratch, (engine) => tunedAccuracy(engine, labelled, test, tuning)),
  }
}

async function withEngine<T>(
  recipe: TrainingRecipe,
  state: EngineState,
  work: (engine: Engine) => Promise<T>,
): Promise<T> {
  const engine = await createEngine(
    { engine: 'onnx', device: 'cpu' },
    engineConfig(recipe, PIXEL_SIZE),
    withoutVelocity(state),
  )
  return work(engine).finally(() => engine.dispose())
}

async function voteAccuracy(
  engine: Engine,
  labelled: LabelledPhotos,
  test: LabelledPhotos,
  recipe: TrainingRecipe,
): Promise<number> {
  const bank = await embedAll(engine, trainingPhotos(labelled), recipe)
  const rows = await embedAll(engine, trainingPhotos(test), recipe)
  const classes = Int32Array.from(labelled.classes)
  const D = recipe.embeddingSize
  const right = test.classes.filter(
    (wanted, i) =>
      weightedVote(highest(similaritiesTo(rows.subarray(i * D, (i + 1) * D), bank), 200), classes) === wanted,
  )
  return right.length / test.classes.length
}

async function tunedAccuracy(
  engine: Engine,
  labelled: LabelledPhotos,
  test: LabelledPhotos,
  recipe: TrainingRecipe,
): Promise<number> {
  const weights = await fineTune(
    engine,
    { photos: trainingPhotos(labelled), classes: Int32Array.from(labelled.classes) },
    recipe,
  )
  const found = classify(await embedAll(engine, trainingPhotos(test), recipe), weights, recipe.embeddingSize)
  return found.filter((label, i) => label === test.classes[i]).length / found.length
}

/** The same share of each class, at least two, drawn by the seed. */
export function shareOf({ pixels, sizes, classes }: LabelledPhotos, share: number, seed: number): LabelledPhotos {
  const sizeOf = new Map<number, number>()
  for (const label of classes) sizeOf.set(label, (sizeOf.get(label) ?? 0) + 1)
  const rows = drawOfEachClass(classes, (label) => Math.max(2, Math.round(share * sizeOf.get(label)!)), seed)
  return {
    pixels: rows.map((row) => pixels[row]),
    sizes: rows.map((row) => sizes[row]),
    classes: rows.map((row) => classes[row]),
  }
}
