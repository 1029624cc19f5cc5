/** The end of a run: the encoder is saved, sees every photo, and is compared with the one in use. */
import type { Engine } from '../learning/engine.ts'
import { embedAll } from '../learning/look.ts'
import { saveEncoder } from './checkpoint.ts'
import { fitProjection, fittingCount } from './fit-projection.ts'
import type { Meter } from './meter.ts'
import type { LearnerResult } from './protocol.ts'
import { watched } from './run-looks.ts'
import { inWords, type Attempt } from './run-options.ts'
import { comparedViewCount, compareViews } from './view-check.ts'

/** The finished encoder sees every photo once, whole: that becomes the bank people search. `seen` if it has already. */
export async function finish(
  attempt: Attempt,
  engine: Engine,
  meter: Meter,
  seen?: Float32Array,
): Promise<LearnerResult> {
  const { modelDir, photos, recipe, notes, kept } = attempt
  const { elapsedMs, imagesPerSecond } = meter
  meter.beginLooking()
  const look = (phase: string) => watched(attempt, meter, (doneCount) => `${phase}: ${doneCount} of ${photos.count}`)
  const fitting = 'Getting to know the library as a whole'
  await fitProjection(
    engine,
    photos,
    recipe,
    watched(attempt, meter, () => fitting),
  )
  const { parameters, velocity } = await engine.exportState()
  const encoderPath = saveEncoder(modelDir, { parameters: { ...kept, ...parameters }, velocity }, recipe)
  const isFirst = attempt.budget.minutes === 0
  const looking = isFirst ? 'Looking at every photo' : 'Looking at every photo with the new model'
  const embeddings = seen ?? (await embedAll(engine, photos, recipe, look(looking)))
  const comparing = 'Comparing with the model in use'
  const views = await compareViews(
    attempt,
    engine,
    watched(attempt, meter, () => comparing),
  )
  // Only looking at the photos is no training.
  const trainingSeconds = meter.stepCount > 0 ? elapsedMs / 1000 : 0
  const visitCount = attempt.refinement ? null : meter.visitCount
  return { embeddings, encoderPath, trainingSeconds, imagesPerSecond, visitCount, views, note: inWords(notes) }
}

/** How many looks at photos `finish` takes. */
export function finishingLookCount({ photos, recipe, encoderInUse }: Attempt): number {
  return photos.count + fittingCount(photos.count, recipe) + (encoderInUse ? comparedViewCount(photos.count) : 0)
}
