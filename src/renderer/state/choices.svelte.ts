/**
 * Favourites, stars, and photos that are kept out of sight: said of any photos of any list, shown before the host
 * answers, told with a way back.
 */
import { SvelteMap } from 'svelte/reactivity'
import type { Choice, KeptOut, PhotoSummary } from '../../shared/domain.ts'
import { countOf } from '../../shared/format.ts'
import { asPhotoIds } from './base64.ts'
import type { History } from './history.svelte.ts'
import type { Session } from './session.svelte.ts'
import type { Toasts } from './toasts.svelte.ts'

export type Chosen = Pick<PhotoSummary, 'favourite' | 'stars'>

/** As many as one call of the contract takes. */
const mostAsked = 1000

export class Choices {
  /** Grows when something was said. */
  changedCount = $state(0)
  /** Of photos that something was said of in this window: newer than what their lists have. */
  #known = new SvelteMap<number, Chosen>()
  #listeners = new Set<() => unknown>()
  #session: Session
  #toasts: Toasts
  #history: History

  constructor(session: Session, toasts: Toasts, history: History) {
    this.#session = session
    this.#toasts = toasts
    this.#history = history
    session.onChanged((what) => {
      // A failed refresh is the connection's matter, which has its own banner.
      if (what === 'choices') this.refresh().catch(() => {})
    })
  }

  of(photo: PhotoSummary): Chosen {
    return this.#known.get(photo.photoId) ?? photo
  }

  /** Calls back when photos left all lists or are back. Returns how to stop that. */
  onKeptOut(listener: () => unknown): () => void {
    this.#listeners.add(listener)
    return () => void this.#listeners.delete(listener)
  }

  /** Where all of them are favourites they are no longer. */
  async favourite(photoIds: number[]): Promise<void> {
    const known = await this.#read(photoIds.slice(0, mostAsked)).catch((error: unknown) => this.#toasts.error(error))
    if (!known) return
    const favourite = !known.every((photo) => photo.favourite)
    const photos = countOf(photoIds.length, 'photo')
    await this.#choose(photoIds, { favourite }, favourite ? `${photos} favourite.` : `${photos} no longer favourite.`)
  }

  /** Null leaves what the files say. */
  async rate(photoIds: number[], rating: number | null): Promise<void> {
    const stars = rating === null ? 'what the files say' : countOf(rating, 'star')
    await this.#choose(photoIds, { rating }, `${countOf(photoIds.length, 'photo')}: ${stars}.`)
  }

  /** Null shows them again. */
  async keepOut(photoIds: number[], keptOut: KeptOut | null): Promise<void> {
    const words = { hidden: 'hidden', removed: 'out of the library. No file was touched', again: 'shown again' }
    const told = `${countOf(photoIds.length, 'photo')} ${words[keptOut ?? 'again']}.`
    if (await this.#choose(photoIds, { keptOut }, told)) await this.#tellKeptOut()
  }

  /** What was said changed elsewhere, or was taken back. */
  async refresh(): Promise<void> {
    const ids = [...this.#known.keys()]
    for (let first = 0; first < ids.length; first += mostAsked)
      for (const { photoId, favourite, stars } of await this.#read(ids.slice(first, first + mostAsked)))
        this.#known.set(photoId, { favourite, stars })
    this.changedCount++
  }

  async turned(): Promise<void> {
    await this.refresh()
    await this.#tellKeptOut()
  }

  async #choose(photoIds: number[], choice: Choice, told: string): Promise<boolean> {
    this.#history.withdrawOffer()
    try {
      const { changedCount } = await this.#session.api.choose({ photoIds: asPhotoIds(photoIds), choice })
      for (const photo of await this.#read(photoIds.slice(0, mostAsked))) this.#known.set(photo.photoId, photo)
      await this.refresh()
      if (changedCount > 0) this.#history.tell(told)
      return changedCount > 0
    } catch (error) {
      return this.#history.failed(error)
    }
  }

  #read(photoIds: number[]): Promise<PhotoSummary[]> {
    return this.#session.api.getSummaries({ photoIds })
  }

  async #tellKeptOut(): Promise<void> {
    for (const listener of this.#listeners) await listener()
  }
}
