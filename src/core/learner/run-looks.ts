/** Looking at photos as part of a run: told, paused and called off like learning. */
import type { OnPhotosSeen } from '../learning/look.ts'
import { progressIntervalMs, type Meter } from './meter.ts'
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

/** For looks at photos: counts them, says how far they are, and waits or stops as asked. */
export function watched(
  { control, onProgress }: RunOptions,
  meter: Meter,
  phase: (doneCount: number) => string,
): OnPhotosSeen {
  let counted = 0
  const report = throttled((doneCount) =>
    onProgress({ ...meter.report(), phase: phase(doneCount), activity: 'looking' }),
  )
  return async (doneCount) => {
    // Where one look follows another, the second counts from zero.
    meter.countLooks(doneCount < counted ? doneCount : doneCount - counted)
    counted = doneCount
    if (doneCount > 0) report(doneCount)
    await goOn(control, meter)
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
