/** Training: the models so far, what they changed, and what a person may do. Status comes from the session. */
import type { LearnTime, ModelSummary, NeighbourComparison, TrainingOptions } from '../../shared/domain.ts'
import type { Session } from './session.svelte.ts'
import type { Toasts } from './toasts.svelte.ts'

export class Learning {
  models = $state.raw<ModelSummary[]>([])
  /** Null while there is but one model. */
  comparison = $state.raw<NeighbourComparison | null>(null)
  loaded = $state(false)
  busy = $state(false)
  #session: Session
  #toasts: Toasts

  constructor(session: Session, toasts: Toasts) {
    this.#session = session
    this.#toasts = toasts
    session.onChanged((what) => {
      if (what === 'model') void this.refresh()
    })
  }

  async refresh(): Promise<void> {
    try {
      this.models = await this.#session.api.listModels({})
      this.loaded = true
      this.comparison = await this.#session.api.compareNeighbours({})
    } catch (error) {
      this.#toasts.error(error)
    }
  }

  start = (options: TrainingOptions): Promise<void> => this.#do(() => this.#session.api.startTraining(options))
  refine = (): Promise<void> => this.start({ refine: true })
  pause = (): Promise<void> => this.#do(() => this.#session.api.pauseTraining({}))
  resume = (): Promise<void> => this.#do(() => this.#session.api.resumeTraining({}))
  finish = (): Promise<void> => this.#do(() => this.#session.api.finishTraining({}))
  cancel = (): Promise<void> => this.#do(() => this.#session.api.cancelTraining({}))

  setTime = (when: LearnTime): Promise<void> => this.#do(() => this.#session.api.setLearnTime({ when }))

  /** With another photo in place of `another`. */
  compare = (another: number): Promise<void> =>
    this.#do(async () => (this.comparison = await this.#session.api.compareNeighbours({ another })))

  activate = async (modelVersion: number): Promise<void> => {
    const before = this.models.find(({ active }) => active)?.modelVersion
    await this.#do(() => this.#session.api.activateModel({ modelVersion }))
    if (before === undefined || !this.models.some((each) => each.active && each.modelVersion === modelVersion)) return
    const undo = { label: 'Undo', run: () => void this.activate(before) }
    this.#toasts.notice(`Model ${modelVersion} is in use.`, undo)
  }

  async #do(call: () => Promise<unknown>): Promise<void> {
    this.busy = true
    try {
      await call()
      this.#toasts.succeeded()
      await Promise.all([this.#session.refreshStatus(), this.refresh()])
    } catch (error) {
      this.#toasts.error(error)
    } finally {
      this.busy = false
    }
  }
}
