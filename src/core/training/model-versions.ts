/** Model versions as they come into use: a run's own, one that a person chose, one that was imported. */
import { removeCheckpoints } from '../learner/checkpoint.ts'
import type { ModelSummary } from '../../shared/domain.ts'
import type { LearnerResult } from '../learner/protocol.ts'
import type { ModelScores, Verdict } from '../search/model-check.ts'
import type { Catalogue } from '../store/catalogue.ts'
import { judgeNewBank } from './new-model.ts'
import type { KeptRun, TrainingRuns } from './training-runs.ts'

/** Beside the one in use, the one before it first; more banks would only fill the disk. */
const keptModels = 2
/** Of those that their check refused; they take no place of others. */
const keptRefused = 1

export function createModelVersions(catalogue: Catalogue, runs: TrainingRuns) {
  const { models } = catalogue

  /** What a run has learnt, in use if it is fit; thrown away if it is no numbers. One transaction. */
  function publish(version: number, run: KeptRun, result: LearnerResult): { verdict: Verdict; scores: ModelScores } {
    const { photoIds } = run.photos
    const { embeddingSize } = run.recipe
    // Another model may have come into use meanwhile; of that one the comparison says nothing.
    const views = run.comparedWith === models.active()?.modelVersion ? result.views : null
    const judged = judgeNewBank(catalogue, { ...result, photoIds, embeddingSize }, run.examples, views)
    const { verdict, scores } = judged
    if (verdict === 'not finite') {
      runs.drop(version, photoIds.length)
      return judged
    }
    models.publish(version, { ...result, scores, photoIds, embeddingSize, activate: verdict === 'fit' })
    ifPossible(() => removeCheckpoints(runs.modelDir(version)))
    dropOld()
    return judged
  }

  /** The one in use stays, whatever its age, and so does the one before, which a person may want back. */
  function dropOld(): void {
    ifPossible(dropUnused)
  }

  function dropUnused(): void {
    const before = models.before()?.modelVersion
    const unused = models.list().filter(({ active }) => !active)
    const isBefore = ({ modelVersion }: ModelSummary) => Number(modelVersion === before)
    unused.sort((one, other) => isBefore(other) - isBefore(one))
    const accepted = unused.filter(({ refused }) => !refused).slice(keptModels)
    const refused = unused.filter(({ refused }) => refused).slice(keptRefused)
    for (const { modelVersion } of [...accepted, ...refused]) runs.drop(modelVersion)
  }

  return { publish, dropOld }
}

/** What only makes room: a model is in use although another program holds a file of the one before. */
function ifPossible(work: () => void): void {
  try {
    work()
  } catch {
    // The file takes room, and nothing more.
  }
}
