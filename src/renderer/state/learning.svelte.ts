/** Training: the models so far and the five things a person may do to a run. Status comes from the session. */
import type { ModelSummary, TrainingOptions, TrainingStatus } from '../../shared/domain.ts'
import type { Session } from './session.svelte.ts'
import type { Toasts } from './toasts.svelte.ts'

export class Learning {
  models = $state.raw<ModelSummary[]>([])
  loaded = $state(false)
  busy = $state(false)
  /** The run was asked to end now. */
  finishing = $state(false)
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
    } catch (error) {
      this.#toasts.error(error)
    }
  }

  start = (options: TrainingOptions): Promise<void> =>
    this.#do(() => ((this.finishing = false), this.#session.api.startTraining(options)))
  refine = (): Promise<void> => this.start({ refine: true })
  pause = (): Promise<void> => this.#do(() => this.#session.api.pauseTraining({}))
  resume = (): Promise<void> => this.#do(() => this.#session.api.resumeTraining({}))
  finish = (): Promise<void> => this.#do(() => ((this.finishing = true), this.#session.api.finishTraining({})))
  cancel = (): Promise<void> => this.#do(() => this.#session.api.cancelTraining({}))

  activate = (modelVersion: number): Promise<void> => this.#do(() => this.#session.api.activateModel({ modelVersion }))

  async #do(call: () => Promise<TrainingStatus | ModelSummary>): Promise<void> {
    this.busy = true
    try {
      await call()
      await Promise.all([this.#session.refreshStatus(), this.refresh()])
    } catch (error) {
      this.#toasts.error(error)
    } finally {
      this.busy = false
    }
  }
}
