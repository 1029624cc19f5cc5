/**
 * Short messages that come and go: errors stay until something else succeeds or they are closed, notices for six
 * seconds. Imports nothing.
 */

export type ToastKind = 'notice' | 'error'
export interface Toast {
  toastId: number
  kind: ToastKind
  message: string
  action: { label: string; run: () => void } | null
}

const noticeMs = 6000

export const isCancelled = (error: unknown): error is Error =>
  error instanceof Error && 'code' in error && error.code === 'CANCELLED'

export const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))

export class Toasts {
  list = $state.raw<Toast[]>([])
  #nextId = 1

  /** Shows an error by its message, what was cancelled as a notice. The same message is not stacked twice. */
  error(error: unknown): void {
    if (isCancelled(error)) return void this.notice(error.message)
    const message = messageOf(error)
    if (!this.list.some((toast) => toast.message === message)) this.#add('error', message, null)
  }

  /** Returns the message's id, for closing it before its time. */
  notice(message: string, action: Toast['action'] = null): number {
    const toastId = this.#add('notice', message, action)
    setTimeout(() => this.close(toastId), noticeMs)
    return toastId
  }

  /** What a person did has succeeded: what went wrong before is mended, or no longer what they are at. */
  succeeded(): void {
    this.list = this.list.filter(({ kind }) => kind !== 'error')
  }

  close(toastId: number): void {
    this.list = this.list.filter((toast) => toast.toastId !== toastId)
  }

  #add(kind: ToastKind, message: string, action: Toast['action']): number {
    const toastId = this.#nextId++
    this.list = [...this.list.slice(-3), { toastId, kind, message, action }]
    return toastId
  }
}
