/**
 * Learning that nobody asked for: whether there is need of it, after indexing and after each run, and whether it may
 * run now. A run that began so is paused when it may not, and goes on when it may; what a person does to it stands.
 */
import type { LearningSchedule, LearningStage, LearnTime, TrainingOptions } from '../../shared/domain.ts'
import type { Catalogue } from '../store/catalogue.ts'
import { learningWaitsFor, lookingWaitsFor, unknownTimes, type Machine } from './learning-schedule.ts'
import type { TrainingService } from './training.ts'
import { firstStage, secondStage } from './training-words.ts'
import type { TrainingRuns } from './training-runs.ts'

/** A library this much larger than what the last run saw is learnt again. */
const retrainGrowth = 1.2
const fewestForAutomaticTraining = 32
const lookIntervalMs = 5000

export interface AutomaticTrainingDependencies {
  catalogue: Catalogue
  runs: TrainingRuns
  machine: Machine
  training(): Pick<TrainingService, 'status' | 'start' | 'pause' | 'resume' | 'fail' | 'tell' | 'embedInBackground'>
  /** False: nothing starts by itself, and nothing waits. */
  isOn: boolean
}

export type AutomaticTraining = ReturnType<typeof createAutomaticTraining>

export function createAutomaticTraining({ catalogue, runs, machine, training, isOn }: AutomaticTrainingDependencies) {
  let when: LearnTime = catalogue.settings.get('learnTime') ?? 'any'
  let waitsFor: string | null = null
  /** The run that began by itself, and whether it only looks at photos. */
  let ownVersion: number | null = null
  let isLook = false
  let isLookHeld = false
  const timer = isOn ? setInterval(look, lookIntervalMs).unref() : undefined

  const isUnderWay = () => ['running', 'paused'].includes(training().status().state)

  /** Nobody waits for what is started by itself: what is wrong with it is shown as a run that failed. */
  function trainIfNeeded(): void {
    try {
      if (isOn && !isUnderWay()) startIfNeeded()
    } catch (error) {
      training().fail(error)
    }
  }

  function startIfNeeded(): void {
    const options = runs.unfinishedOptions() ?? wantedRun(catalogue, runs.hasStarter)
    const followsLook = isLook && ownVersion !== null
    isLook = options?.minutes === 0
    const waits = whatRunWaitsFor(false)
    waitFor(options && waits)
    ownVersion = options && waits === null ? training().start(options, stageOf(followsLook)).modelVersion : null
  }

  /** Of what may not be learnt from yet the first look is all. */
  function stageOf(followsLook: boolean): LearningStage | null {
    if (followsLook) return secondStage
    return isLook && learningWaitsFor(when, machine, false) === null ? firstStage : null
  }

  const whatRunWaitsFor = (isLearning: boolean) =>
    isLook ? lookingWaitsFor(when, machine) : learningWaitsFor(when, machine, isLearning)

  /** Whether what learning waits for has come, or has gone again. */
  function look(): void {
    if (ownVersion !== null && isUnderWay()) holdOrGoOn()
    else if (ownVersion !== null) letGo()
    else if (waitsFor !== null) trainIfNeeded()
    if (!isLookHeld || lookingWaitsFor(when, machine) !== null) return
    isLookHeld = false
    training().embedInBackground()
  }

  function holdOrGoOn(): void {
    const isPaused = training().status().state === 'paused'
    const waits = whatRunWaitsFor(!isPaused)
    waitFor(waits)
    if (waits !== null && !isPaused) training().pause()
    if (waits === null && isPaused) training().resume()
  }

  function letGo(): void {
    ownVersion = null
    waitFor(null)
  }

  function waitFor(waits: string | null): void {
    if (waits === waitsFor) return
    waitsFor = waits
    training().tell()
  }

  return {
    trainIfNeeded,
    look,
    /** A person does something to learning: the run is theirs from now on, and is not held. */
    letGo,
    setTime: (wanted: LearnTime): void => {
      catalogue.settings.set('learnTime', wanted)
      when = wanted
      look()
      // Also where nothing waits: other windows show it.
      training().tell()
    },
    schedule: (): LearningSchedule => ({
      when,
      isOff: !isOn,
      unknown: unknownTimes(machine),
      waitsFor: waitsFor ?? (isLookHeld ? lookingWaitsFor(when, machine) : null),
    }),
    /** Whether photos may be looked at that nobody waits for; if not, that is done later. */
    mayLook: (): boolean => !(isLookHeld = isOn && lookingWaitsFor(when, machine) !== null),
    /** Whether regions of photos may be looked at, which takes long and is as little waited for as learning. */
    mayLookCloser: (isLooking: boolean): boolean => isOn && learningWaitsFor(when, machine, isLooking) === null,
    close: (): void => clearInterval(timer),
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
