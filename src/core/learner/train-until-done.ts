/** Steps of a run until its budget is used or it is asked to end, with a checkpoint now and then, and at the end. */
import type { Engine, EngineState } from '../learning/engine.ts'
import { LearningDiverged, type Trainer } from '../learning/trainer.ts'
import { saveCheckpoint } from './checkpoint.ts'
import type { Meter } from './meter.ts'
import { CalledOff, isCalledOff } from './run-looks.ts'
import type { RunOptions } from './run-options.ts'

/** At most this much work is lost when the process is killed. */
const usualIntervalMs = 30_000

/** Throws CalledOff when the run was cancelled, or closed (after a checkpoint); LearningDiverged. */
export async function trainUntilDone(
  options: RunOptions,
  trainer: Trainer,
  engine: Engine,
  meter: Meter,
): Promise<void> {
  const { control, checkpointIntervalMs = usualIntervalMs } = options
  let savedAtMs = meter.elapsedMs
  let savedStep = meter.stepCount
  const save = async () => {
    if (meter.stepCount > savedStep) await saveIfFinite(options, trainer, engine, meter)
    savedAtMs = meter.elapsedMs
    savedStep = meter.stepCount
  }
  const lookIfDue = dueLooks(options, engine, meter)
  while (meter.progress < 1 && control.ending() === null) {
    const pause = control.whileAllowed()
    // A computer is often shut down during a pause.
    if (pause) await meter.pausedWhile(save().then(() => pause))
    if (control.ending() !== null) break
    meter.count(await trainer.step())
    await meter.pausedWhile(lookIfDue())
    if (meter.elapsedMs - savedAtMs >= checkpointIntervalMs) await save()
  }
  // The looks at the photos that follow may take longer than the last steps did, and may be ended, too.
  if (control.ending() !== 'cancel') await save()
  if (isCalledOff(control)) throw new CalledOff()
}

async function saveIfFinite(
  { modelDir, onCheckpoint }: RunOptions,
  trainer: Trainer,
  engine: Engine,
  meter: Meter,
): Promise<void> {
  const state = await engine.exportState()
  // The last good checkpoint is not to be replaced by one that is none.
  if (!isFinite(state)) throw new LearningDiverged(`The weights stopped being numbers by step ${meter.stepCount}.`)
  saveCheckpoint(modelDir, {
    state,
    trainer: trainer.snapshot(),
    elapsedMs: meter.elapsedMs,
    lossCurve: meter.lossCurve,
  })
  onCheckpoint()
}

function dueLooks({ looks }: RunOptions, engine: Engine, meter: Meter): () => Promise<void> {
  const minutes = [...(looks?.atMinutes ?? [])].sort((a, b) => a - b)
  return async () => {
    if (minutes.length > 0 && meter.elapsedMs >= minutes[0] * 60_000)
      await looks!.look(minutes.shift()!, await engine.exportState())
  }
}

function isFinite({ parameters }: EngineState): boolean {
  return Object.values(parameters).every(({ data }) => data.every(Number.isFinite))
}
