/** Files and folders that could not be read, and trying them again. */
import type { ProblemFile } from '../../shared/domain.ts'
import { inTurn } from './in-turn.ts'
import { largestPage, wholePages } from './pages.ts'
import type { Session } from './session.svelte.ts'
import type { Toasts } from './toasts.svelte.ts'

const pageSize = 200

export class Problems {
  total = $state(0)
  /** Of them. */
  folderCount = $state(0)
  list = $state.raw<ProblemFile[]>([])
  loaded = $state(false)
  #session: Session
  #toasts: Toasts
  #inTurn = inTurn()

  constructor(session: Session, toasts: Toasts) {
    this.#session = session
    this.#toasts = toasts
    session.onChanged((what) => {
      if (what === 'problems') void this.refresh()
    })
  }

  /** At least so many, or as many as there were. */
  async refresh(leastLength = 0): Promise<void> {
    await this.#inTurn(() => {
      const length = Math.max(pageSize, leastLength, this.list.length)
      return this.#read(0, Math.min(largestPage, wholePages(length, pageSize)))
    })
  }

  /** Reads the next files of a long list. */
  async more(): Promise<void> {
    await this.#inTurn(() => this.#read(this.list.length, pageSize))
  }

  async retryAll(): Promise<void> {
    try {
      await this.#session.api.retryProblems({})
      await this.#session.refreshStatus()
      this.#toasts.notice('Trying these files again.')
    } catch (error) {
      this.#toasts.error(error)
    }
  }

  async #read(offset: number, limit: number): Promise<void> {
    try {
      const { total, folderCount, problems } = await this.#session.api.listProblems({ offset, limit })
      Object.assign(this, { total, folderCount })
      this.list = [...this.list.slice(0, offset), ...problems]
      this.loaded = true
    } catch (error) {
      this.#toasts.error(error)
    }
  }
}
