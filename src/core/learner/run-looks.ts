/** Looking at photos as part of a run: told, paused and called off like learning. */
import type { OnPhotosSeen } from '../learning/look.ts'
import { progressIntervalMs, type Meter } from './meter.ts'
import type { LearnerProgress } from './protocol.ts'
import type { RunControl, RunOptions } from './run-options.ts'

/** Ends a run that shall leave nothing behind but its checkpoint. */
export class CalledOff extends Error {}

export function isCalledOff(control: RunControl): boolean {
  return control.ending() === 'cancel' || control.ending() === 'close'
}

/** Waits out a pause, during which the run's clock stands still. Throws CalledOff. */
export async function goOn(control: RunControl, meter: Meter): Promise<void> {
  await meter.pausedWhile(control.whileAllowed())
  if (isCalledOff(control)) throw new CalledOff()
}

/** For `embedAll`: says how far it is, at most four times a second, and waits or stops as asked. */
export function watched(
  { control, onProgress }: RunOptions,
  meter: Meter,
  tell: (doneCount: number) => Partial<LearnerProgress>,
): OnPhotosSeen {
  const report = throttled((doneCount) => onProgress({ ...meter.report(), ...tell(doneCount) }))
  return async (doneCount) => {
    if (doneCount > 0) report(doneCount)
    await goOn(control, meter)
  }
}

/** Where to look is all there is to do, its share of the photos is the run's progress. */
export function lookAlone(meter: Meter, photoCount: number): (doneCount: number) => Partial<LearnerProgress> {
  const startedMs = meter.elapsedMs
  return (doneCount) => {
    const passedMs = Math.max(meter.elapsedMs - startedMs, 1)
    return {
      phase: `Looking at every photo: ${doneCount} of ${photoCount}`,
      progress: doneCount / photoCount,
      imagesPerSecond: (doneCount * 1000) / passedMs,
      remainingMs: (passedMs * (photoCount - doneCount)) / doneCount,
    }
  }
}

/** Passes on at most four calls a second. */
function throttled(report: (doneCount: number) => void): (doneCount: number) => void {
  let reportedAt = -Infinity
  return (doneCount) => {
    if (Date.now() - reportedAt < progressIntervalMs) return
    reportedAt = Date.now()
    report(doneCount)
  }
}
