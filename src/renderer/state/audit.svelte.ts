/** The check of one tag: photos drawn at random, asked one at a time, until a share is shown to be right. */
import type { AuditStatus, LabelValue } from '../../shared/domain.ts'
import type { AppState } from './app.svelte.ts'

export class Audit {
  /** As it stands; null where there is none. */
  status = $state.raw<AuditStatus | null>(null)
  busy = $state(false)
  /** Whether it is on screen. */
  isOpen = $state(false)
  readonly #tagId: number
  #services: Pick<AppState, 'session' | 'toasts'>

  constructor(tagId: number, services: Pick<AppState, 'session' | 'toasts'>) {
    this.#tagId = tagId
    this.#services = services
  }

  get isGoingOn(): boolean {
    return this.status !== null && this.status.next !== null
  }

  get hasEnded(): boolean {
    return this.status !== null && this.status.next === null
  }

  /** Reads the one that goes on. */
  read = (): Promise<void> => this.#do((api) => api.getAudit({ tagId: this.#tagId }))

  /** Marks changed: it may have begun, gone on or been ended in another window. What is done here meanwhile counts. */
  async follow(): Promise<void> {
    const before = this.status
    if (this.hasEnded || this.busy) return
    const status = await this.#services.session.api.getAudit({ tagId: this.#tagId }).catch(() => before)
    if (this.status === before && !this.busy) this.status = status
    if (this.status === null) this.isOpen = false
  }

  /** Goes on with it, or begins one. */
  async open(): Promise<void> {
    if (!this.isGoingOn) await this.read()
    if (!this.isGoingOn) await this.#do((api) => api.startAudit({ tagId: this.#tagId }))
    this.isOpen = this.status !== null
  }

  end = (): Promise<void> =>
    this.#do((api) => (this.status === null ? null : api.endAudit({ auditId: this.status.auditId })))

  /** The answer for the photo that is asked about. Whether it was taken: not while another is on its way. */
  async answer(photoId: number, label: LabelValue): Promise<boolean> {
    const { status } = this
    if (status === null || this.busy || status.next?.photoId !== photoId) return false
    await this.#do((api) => api.answerAudit({ auditId: status.auditId, photoId, label }))
    return true
  }

  async #do(call: (api: AppState['session']['api']) => Promise<AuditStatus | null> | null): Promise<void> {
    this.busy = true
    try {
      this.status = await call(this.#services.session.api)
    } catch (error) {
      this.#services.toasts.error(error)
    } finally {
      this.busy = false
    }
  }
}
