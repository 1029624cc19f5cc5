/** Learning that nobody asked for: whether there is need of it, after indexing and after each run. */
import type { TrainingOptions } from '../../shared/domain.ts'
import type { Catalogue } from '../store/catalogue.ts'
import type { TrainingService } from './training.ts'
import type { TrainingRuns } from './training-runs.ts'

/** A library this much larger than what the last run saw is learnt again. */
const retrainGrowth = 1.2
const fewestForAutomaticTraining = 32

/** Nobody waits for what is started by itself: what is wrong with it is shown as a run that failed. */
export function trainIfNeeded(catalogue: Catalogue, training: TrainingService, runs: TrainingRuns): void {
  try {
    const { state } = training.status()
    if (state === 'running' || state === 'paused') return
    const options = runs.unfinishedOptions() ?? wantedRun(catalogue, runs.hasStarter)
    if (options) training.start(options)
  } catch (error) {
    training.fail(error)
  }
}

/**
 * A first look with the starter encoder where there is no model yet. Learning when no run has come to its end and no
 * person has chosen a model, or when the library has grown by a fifth since the last run: one that was refused, too,
 * would be again.
 */
function wantedRun({ models, photos }: Catalogue, hasStarter: boolean): TrainingOptions | null {
  const photoCount = photos.count()
  if (photoCount < fewestForAutomaticTraining) return null
  const active = models.active()
  if (!active && hasStarter) return { minutes: 0 }
  const learntFrom = models.lastLearntPhotoCount()
  const isWanted = learntFrom === 0 ? !active || active.origin === 'starter' : photoCount >= learntFrom * retrainGrowth
  return isWanted ? {} : null
}
