/** The end of a run: the encoder is saved, sees every photo, and is compared with the one in use. */
import type { Engine } from '../learning/engine.ts'
import { embedAll } from '../learning/look.ts'
import { saveEncoder } from './checkpoint.ts'
import { fitProjection } from './fit-projection.ts'
import type { Meter } from './meter.ts'
import type { LearnerResult } from './protocol.ts'
import { lookAlone, watched } from './run-looks.ts'
import { inWords, type Attempt } from './run-options.ts'
import { compareViews } from './view-check.ts'

/** The finished encoder sees every photo once, whole: that becomes the bank people search. `seen` if it has already. */
export async function finish(
  attempt: Attempt,
  engine: Engine,
  meter: Meter,
  seen?: Float32Array,
): Promise<LearnerResult> {
  const { modelDir, recipe, notes } = attempt
  const { elapsedMs, imagesPerSecond } = meter
  await fitProjection(
    engine,
    attempt.photos,
    recipe,
    watched(attempt, meter, () => ({})),
  )
  const encoderPath = saveEncoder(modelDir, await engine.exportState(), recipe)
  const embeddings = seen ?? (await lookAtAll(attempt, engine, meter))
  const views = await compareViews(
    attempt,
    engine,
    watched(attempt, meter, () => ({ phase: 'Comparing with the model in use', remainingMs: null })),
  )
  // Only looking at the photos is no training.
  const trainingSeconds = meter.stepCount > 0 ? elapsedMs / 1000 : 0
  return { embeddings, encoderPath, trainingSeconds, imagesPerSecond, views, note: inWords(notes) }
}

function lookAtAll(attempt: Attempt, engine: Engine, meter: Meter): Promise<Float32Array> {
  const { photos, recipe, budget } = attempt
  const alone = lookAlone(meter, photos.count)
  const afterLearning = (doneCount: number) => {
    const phase = `Looking at every photo with the new model: ${doneCount} of ${photos.count}`
    return { phase, remainingMs: alone(doneCount).remainingMs }
  }
  return embedAll(engine, photos, recipe, watched(attempt, meter, budget.minutes === 0 ? alone : afterLearning))
}
