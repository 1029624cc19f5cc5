/**
 * Short messages that come and go: errors stay until something else succeeds or they are closed, notices for six
 * seconds, and while somebody is at them. Imports only shared.
 */
import { messageOf } from '../../shared/errors.ts'

export type ToastKind = 'notice' | 'error'
export interface Toast {
  toastId: number
  kind: ToastKind
  message: string
  /** Of an error that has one. */
  code?: unknown
  action: { label: string; run: () => void } | null
}

const noticeMs = 6000

export const isCancelled = (error: unknown): error is Error =>
  error instanceof Error && 'code' in error && error.code === 'CANCELLED'

export class Toasts {
  list = $state.raw<Toast[]>([])
  #nextId = 1
  /** Those that somebody is at, with the pointer or the focus. */
  #held = new Set<number>()
  /** Their time is over. */
  #overdue = new Set<number>()

  /** Shows an error by its message, what was cancelled as a notice. */
  error(error: unknown): void {
    if (isCancelled(error)) return void this.notice(error.message)
    const { code } = Object(error) as { code?: unknown }
    this.#add({ kind: 'error', message: messageOf(error), code, action: null })
  }

  /** Returns the message's id, for closing it before its time. */
  notice(message: string, action: Toast['action'] = null): number {
    const toastId = this.#add({ kind: 'notice', message, action })
    setTimeout(() => (this.#held.has(toastId) ? this.#overdue.add(toastId) : this.close(toastId)), noticeMs)
    return toastId
  }

  hold(toastId: number): void {
    this.#held.add(toastId)
  }

  release(toastId: number): void {
    this.#held.delete(toastId)
    if (this.#overdue.delete(toastId)) this.close(toastId)
  }

  /** What a person did has succeeded: what went wrong before is mended, or no longer what they are at. */
  succeeded(): void {
    this.list = this.list.filter(({ kind }) => kind !== 'error')
  }

  /** A lost connection is back. */
  connected(): void {
    this.list = this.list.filter(({ code }) => code !== 'CONNECTION_LOST')
  }

  close(toastId: number): void {
    this.list = this.list.filter((toast) => toast.toastId !== toastId)
  }

  /** The same message is not stacked twice, but where each has something of its own to do. */
  #add(toast: Omit<Toast, 'toastId'>): number {
    const toastId = this.#nextId++
    const others = this.list.filter(({ message, action }) => action !== null || message !== toast.message)
    this.list = [...others.slice(-3), { toastId, ...toast }]
    return toastId
  }
}
