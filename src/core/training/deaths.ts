/**
 * What to do when the learner process dies in a run: start it again a few times, without the graphics card if that may
 * be why, with less if memory was short.
 */
import { afterTwoKills, isKill, withoutCard } from '../learner/run-failures.ts'
import type { KeptRun } from './training-runs.ts'

const mostInARow = 3

export function createDeaths() {
  let inARow = 0
  /** In a row that look like want of memory. */
  let kills = 0

  function forget(): void {
    inARow = kills = 0
  }

  /**
   * The run to go on with, perhaps on the processor or in smaller batches; null after too many deaths in a row.
   * `processor` is what it ran on, in words, null where it died before it said so.
   */
  function runAfter(run: KeptRun, reason: string, processor: string | null): KeptRun | null {
    kills = isKill(reason) ? kills + 1 : 0
    inARow++
    const changed = inARow === 2 ? withoutCard(run, reason, processor) : null
    const next = changed ?? (kills === 2 ? afterTwoKills(run) : null)
    if (next) forget()
    return inARow > mostInARow ? null : (next ?? run)
  }

  return { runAfter, forget, inARow: () => inARow }
}
