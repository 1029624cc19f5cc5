/** The search box, wherever it is shown, and the searches that were given a name. */
import type { SavedSearch } from '../../shared/search.ts'
import type { History } from './history.svelte.ts'
import type { Navigation } from './navigation.svelte.ts'
import type { Session } from './session.svelte.ts'
import type { Toasts } from './toasts.svelte.ts'

export class Search {
  saved = $state.raw<SavedSearch[]>([])
  #box: HTMLInputElement | null = null
  /** The next box that is drawn takes the focus. */
  #isWanted = false
  #session: Session
  #toasts: Toasts
  #history: History
  #navigation: Navigation

  constructor(session: Session, toasts: Toasts, history: History, navigation: Navigation) {
    this.#session = session
    this.#toasts = toasts
    this.#history = history
    this.#navigation = navigation
    session.onChanged((what) => {
      if (what === 'searches') void this.refresh()
    })
  }

  /** Shows what the query finds; an empty one is the library. The box keeps the focus. */
  find(query: string): void {
    const [text, before] = [query.trim(), this.#navigation.screen]
    this.#isWanted = true
    this.#navigation.open(text === '' ? { name: 'library' } : { name: 'search', query: text })
    // No other screen: the same box stays.
    if (this.#navigation.screen === before) this.#isWanted = false
  }

  /** Screens without a box are left for the library. */
  focusBox(): void {
    if (this.#box !== null) return this.#box.select()
    this.#isWanted = true
    this.#navigation.open({ name: 'library' })
  }

  /** Of a box that is drawn; returns what to do when it goes. */
  boxDrawn = (box: HTMLInputElement): (() => void) => {
    this.#box = box
    if (this.#isWanted) box.focus()
    this.#isWanted = false
    return () => {
      if (this.#box === box) this.#box = null
    }
  }

  async refresh(): Promise<void> {
    try {
      this.saved = await this.#session.api.listSearches({})
    } catch (error) {
      this.#toasts.error(error)
    }
  }

  /** Throws, as `rename`, where it cannot be called so. */
  save = (name: string, query: string): Promise<void> =>
    this.#change(() => this.#session.api.saveSearch({ name, query }), `Saved the search “${name}”.`)

  rename = ({ searchId }: SavedSearch, name: string): Promise<void> =>
    this.#change(() => this.#session.api.renameSearch({ searchId, name }), `The search is now “${name}”.`)

  remove = ({ searchId, name }: SavedSearch): Promise<void> =>
    this.#change(() => this.#session.api.removeSearch({ searchId }), `Removed the saved search “${name}”.`).catch(
      (error: unknown) => this.#toasts.error(error),
    )

  async #change(call: () => Promise<unknown>, told: string): Promise<void> {
    this.#history.withdrawOffer()
    await call()
    await this.refresh()
    this.#history.tell(told)
  }
}
