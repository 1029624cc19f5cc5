/** Taking back what was done to tags, and doing it again. What it was is told in a message. */
import type { HistoryEntry } from '../../shared/domain.ts'
import type { ChangedWhat, Session } from './session.svelte.ts'
import { isCancelled, type Toast, type Toasts } from './toasts.svelte.ts'

/** A step that can be redone hides those to undo only where there are more than so many. */
const mostAsked = 20
const stepsOf = (newest: HistoryEntry[]): string =>
  newest.map(({ actionId, undone }) => (undone ? -actionId : actionId)).join()

/** What is changed by what is recorded. */
const recorded: readonly ChangedWhat[] = ['tags', 'choices', 'searches', 'duplicates']

export class History {
  /** False as far as is known. */
  canUndo = $state(false)
  canRedo = $state(false)
  #session: Session
  #toasts: Toasts
  #listeners = new Set<() => unknown>()
  #soon: Promise<void> | null = null
  /** The message that offers to take back what was done last. */
  #offerId: number | null = null
  /** What was done and undone then; null until it is read. */
  #offeredSteps: string | null = null

  constructor(session: Session, toasts: Toasts) {
    this.#session = session
    this.#toasts = toasts
    session.onChanged((what) => {
      if (recorded.includes(what)) this.#lookSoon()
    })
  }

  /** Calls back after something was taken back or done again, in turn. Returns how to stop that. */
  onStep(listener: () => unknown): () => void {
    this.#listeners.add(listener)
    return () => void this.#listeners.delete(listener)
  }

  undo = (): Promise<void> => this.#step('undo')
  redo = (): Promise<void> => this.#step('redo')

  /** Stops the step that takes long; whoever began it tells how far it came. */
  cancelStep = async (): Promise<void> => {
    await this.#session.api.cancelStep({}).catch((error: unknown) => this.#toasts.error(error))
  }

  /** Says what was just done, and offers to take it back. */
  tell(message: string): void {
    this.withdrawOffer()
    this.succeeded()
    this.#offer(message, { label: 'Undo', run: () => void this.undo() })
  }

  /** Says why something was not done; true where it was cancelled, so that what was done of it can be taken back. */
  failed(error: unknown): boolean {
    if (isCancelled(error)) this.tell(error.message)
    else this.#toasts.error(error)
    return isCancelled(error)
  }

  /** What needs no words was done. */
  succeeded(): void {
    this.#toasts.succeeded()
  }

  /** Something else is being done: Undo would no longer take back what its message says. */
  withdrawOffer(): void {
    if (this.#offerId !== null) this.#toasts.close(this.#offerId)
    ;[this.#offerId, this.#offeredSteps] = [null, null]
  }

  async #step(direction: 'undo' | 'redo'): Promise<void> {
    try {
      this.withdrawOffer()
      const entry = await this.#session.api[direction]({})
      this.succeeded()
      if (entry === null) this.#toasts.notice(`There is nothing to ${direction}.`)
      else this.#tellStep(direction, entry)
      for (const listener of this.#listeners) await listener()
    } catch (error) {
      this.#toasts.error(error)
    }
  }

  #offer(message: string, action: Toast['action']): void {
    const offerId = this.#toasts.notice(message, action)
    this.#offerId = offerId
    this.#offeredSteps = null
    void this.#look(offerId)
  }

  /** Told of several changes at once it looks once. */
  #lookSoon(): void {
    this.#soon ??= Promise.resolve().then(() => {
      this.#soon = null
      return this.#look()
    })
  }

  /** Newest first. Null where the connection is lost, which has its own banner. */
  #read(): Promise<HistoryEntry[] | null> {
    return this.#session.api.listHistory({ limit: mostAsked }).catch(() => null)
  }

  /** `offerId` is that of a message that has just offered something. */
  async #look(offerId: number | null = null): Promise<void> {
    const newest = await this.#read()
    if (newest === null) return
    if (offerId !== null && offerId === this.#offerId) this.#offeredSteps = stepsOf(newest)
    // Also what another window did.
    if (this.#offeredSteps !== null && stepsOf(newest) !== this.#offeredSteps) this.withdrawOffer()
    this.canRedo = newest.at(0)?.undone ?? false
    this.canUndo = newest.length === mostAsked || newest.some(({ undone }) => !undone)
  }

  #tellStep(direction: 'undo' | 'redo', entry: HistoryEntry): void {
    const text = [entry.text, entry.note].filter(Boolean).join('. ')
    if (direction === 'undo' && !entry.undone) this.tell(`Undone in part: ${text}`)
    else if (direction === 'undo') this.#offer(`Undone: ${text}`, { label: 'Redo', run: () => void this.redo() })
    else this.tell(`Redone: ${text}`)
  }
}
