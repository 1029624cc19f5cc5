/** What is said of photos by id (names, stars), asked for as they come on screen; far ones are forgotten again. */
import { SvelteMap } from 'svelte/reactivity'
import type { PhotoSummary } from '../../shared/domain.ts'
import { keepNewest } from './keep-newest.ts'
import type { Session } from './session.svelte.ts'
import type { Toasts } from './toasts.svelte.ts'

const settleMs = 40
const mostKept = 5000
/** As many as one call of the contract takes. */
const mostAsked = 1000

export class OnScreenNames {
  #known = new SvelteMap<number, PhotoSummary>()
  #wanted: [number, number] = [0, -1]
  #timer: ReturnType<typeof setTimeout> | null = null
  #session: Session
  #toasts: Toasts
  #photoIds: () => Int32Array

  /** `photoIds` are those of the list, in its order. */
  constructor(session: Session, toasts: Toasts, photoIds: () => Int32Array) {
    this.#session = session
    this.#toasts = toasts
    this.#photoIds = photoIds
  }

  get(photoId: number): PhotoSummary | undefined {
    return this.#known.get(photoId)
  }

  /** These places are on screen. Waits a moment, so that a fast scroll does not ask for all it passes. */
  ensure(firstIndex: number, lastIndex: number): void {
    this.#wanted = [firstIndex, lastIndex]
    this.#timer ??= setTimeout(() => {
      this.#timer = null
      void this.read(false)
    }, settleMs)
  }

  /** Of those on screen; anew also of those that are known, and others again when they come. */
  async read(isAnew: boolean): Promise<void> {
    await this.#read(isAnew).catch((error: unknown) => this.#toasts.error(error))
  }

  async #read(isAnew: boolean): Promise<void> {
    const [first, last] = this.#wanted
    const onScreen = [...this.#photoIds().subarray(first, Math.min(last + 1, first + mostAsked))]
    const photoIds = isAnew ? onScreen : onScreen.filter((photoId) => !this.#known.has(photoId))
    if (photoIds.length === 0) return
    const found = await this.#session.api.getSummaries({ photoIds })
    if (isAnew) this.#known.clear()
    for (const photo of found) this.#known.set(photo.photoId, photo)
    keepNewest(this.#known, mostKept)
    // Others may have come on screen meanwhile, and their names have just been forgotten.
    if (isAnew) await this.#read(false)
  }
}
