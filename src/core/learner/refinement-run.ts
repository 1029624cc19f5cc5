/** Fine-tunes a finished encoder on labels: a minute's work that starts over when it is cut short. */
import { fineTune, fineTuningRecipe, fineTuningSteps, withoutVelocity } from './fine-tuning.ts'
import type { Engine } from '../learning/engine.ts'
import { engineConfig, type TrainingRecipe } from '../learning/recipe.ts'
import { onlyRows } from '../learning/training-photos.ts'
import { loadEncoder } from './checkpoint.ts'
import { finish, finishingLookCount } from './finish-run.ts'
import { Meter } from './meter.ts'
import type { LearnerResult, Refinement } from './protocol.ts'
import { goOn } from './run-looks.ts'
import { inWords, type Attempt, type Job } from './run-options.ts'

export function refinementJob(attempt: Attempt, refinement: Refinement): Job {
  const recipe = fineTuningRecipe(attempt.recipe, refinement.rows.length)
  const { state } = loadEncoder(refinement.encoderPath)
  return {
    config: engineConfig(recipe, attempt.photos.pixelSize),
    state: withoutVelocity(state),
    // The head takes no part in it, and belongs to what the recipe describes.
    work: (engine) => refine({ ...attempt, kept: state.parameters }, refinement, recipe, engine),
  }
}

async function refine(
  attempt: Attempt,
  { rows, classes }: Refinement,
  recipe: TrainingRecipe,
  engine: Engine,
): Promise<LearnerResult> {
  const { control, onProgress, now } = attempt
  const { batchSize } = recipe
  const note = inWords({ refined: `from ${rows.length} of your marks`, ...attempt.notes })
  const meter = new Meter({
    budget: { epochs: 1 },
    batchSize,
    viewsPerPhoto: 1,
    processor: engine.description,
    note,
    onProgress,
    now,
  })
  const finishing = { ...attempt, encoderInUse: null }
  meter.lookCount = finishingLookCount(finishing)
  meter.photosPerEpoch = fineTuningSteps * batchSize
  const labelled = { photos: onlyRows(attempt.photos, rows), classes: Int32Array.from(classes) }
  await fineTune(engine, labelled, recipe, async (step) => {
    meter.count(step)
    await goOn(control, meter)
    return control.ending() === null
  })
  // Bringing photos of a kind together may well cost views of a photo their nearness: marks kept out are the check.
  return finish(finishing, engine, meter)
}
