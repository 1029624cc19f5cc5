/** The recipe as the app trains: what small views cost; photos read from the pixel store, views drawn, step, bank. */
import { createOnnxEngine } from '../../src/core/engines/onnx/engine.ts'
import type { OnnxDevice } from '../../src/core/engines/onnx/open-session.ts'
import { initialState } from '../../src/core/learning/encoder-weights.ts'
import type { Backbone, Engine } from '../../src/core/learning/engine.ts'
import { Random } from '../../src/core/learning/random.ts'
import { defaultRecipe, engineConfig, viewsPerPhoto, type TrainingRecipe } from '../../src/core/learning/recipe.ts'
import { Trainer } from '../../src/core/learning/trainer.ts'
import type { TrainingPhotos } from '../../src/core/learning/training-photos.ts'
import { newBatch, pixelSize, printTurns, rateOf, type Turns } from './network.ts'
import type { Contestants } from './rival.ts'

export interface RecipeCase extends Turns {
  backbone: Backbone
  device: OnnxDevice
  /** Default the recipe's. */
  batchSize?: number
  photos: TrainingPhotos
}

/** What four small views of 32 px cost beside two of 64: their share of the pixels is a third. */
export async function compareSmallViews(each: RecipeCase): Promise<void> {
  const { seconds, rounds, photos } = each
  const contestants: Contestants = {}
  const engines: Engine[] = []
  for (const smallViewCount of [0, defaultRecipe.smallViewCount]) {
    const recipe = recipeOf(each, { smallViewCount, batchSize: each.batchSize ?? 64 })
    const engine = await newEngine(recipe, each)
    const batch = newBatch(recipe, photos)
    await engine.trainStep(batch)
    engines.push(engine)
    const share = 1 + (smallViewCount * recipe.smallImageSize ** 2) / (2 * recipe.imageSize ** 2)
    contestants[smallViewCount === 0 ? 'large views alone' : 'with small views, by pixels'] = () =>
      rateOf(seconds, 2 * recipe.batchSize * share, () => engine.trainStep(batch))
  }
  const title = `  ${defaultRecipe.smallViewCount} views of 32 px beside two of 64 px, in images of 64 px`
  await printTurns(title, contestants, rounds)
  for (const engine of engines) await engine.dispose()
}

export async function compareEndToEnd(each: RecipeCase): Promise<void> {
  const { seconds, rounds, photos } = each
  const recipe = recipeOf(each, {})
  const engine = await newEngine(recipe, each)
  const trainer = new Trainer({ engine, recipe, photos, progress: () => 0.5 })
  const batch = newBatch(recipe, photos)
  const viewCount = recipe.batchSize * viewsPerPhoto(recipe)
  await trainer.step()
  const contestants: Contestants = {
    'its training step alone': () => rateOf(seconds, viewCount, () => engine.trainStep(batch)),
    'end to end: reading, drawing, step, bank': () => rateOf(seconds, viewCount, () => trainer.step()),
  }
  await printTurns(`  end to end, views of every size, batch ${recipe.batchSize}`, contestants, rounds)
  await engine.dispose()
}

const recipeOf = ({ backbone, batchSize }: RecipeCase, changes: Partial<TrainingRecipe>): TrainingRecipe => ({
  ...defaultRecipe,
  backbone,
  batchSize: batchSize ?? defaultRecipe.batchSize,
  ...changes,
})

function newEngine(recipe: TrainingRecipe, { device }: RecipeCase): Promise<Engine> {
  const config = engineConfig(recipe, pixelSize)
  return createOnnxEngine(config, initialState(config, new Random(1)), { device })
}
