/** What to do when the learner process dies in a run: start it again a few times, with less if memory was short. */
import { afterTwoKills, isKill } from '../learner/run-failures.ts'
import type { KeptRun } from './training-runs.ts'

const mostInARow = 3

export function createDeaths() {
  let inARow = 0
  /** In a row that look like want of memory. */
  let kills = 0

  function forget(): void {
    inARow = kills = 0
  }

  /** The run to go on with, perhaps in smaller batches; null after too many deaths in a row. */
  function runAfter(run: KeptRun, reason: string): KeptRun | null {
    kills = isKill(reason) ? kills + 1 : 0
    const smaller = kills === 2 ? afterTwoKills(run) : null
    if (smaller) forget()
    inARow++
    return inARow > mostInARow ? null : (smaller ?? run)
  }

  return { runAfter, forget, inARow: () => inARow }
}
