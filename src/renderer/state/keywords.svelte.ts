/** Keywords of other programs: looked for, chosen from, and made marks of. */
import { messageOf } from '../../shared/errors.ts'
import { SvelteSet } from 'svelte/reactivity'
import type { FoundKeyword } from '../../shared/exchange.ts'
import { PhotoPass } from './photo-pass.svelte.ts'
import type { Session } from './session.svelte.ts'

export class Keywords {
  pass = new PhotoPass()
  /** Null before the search is over. */
  found = $state.raw<FoundKeyword[] | null>(null)
  /** By their names. */
  chosen = new SvelteSet<string>()
  marking = $state(false)
  error = $state<string | null>(null)
  markCount = $derived(
    (this.found ?? []).filter(({ name }) => this.chosen.has(name)).reduce((sum, { newCount }) => sum + newCount, 0),
  )
  /** Those that would mark a photo. */
  new = $derived((this.found ?? []).filter(({ newCount }) => newCount > 0))
  #session: Session

  constructor(session: Session) {
    this.#session = session
  }

  async search(): Promise<void> {
    const pages = await this.pass.over((page) => this.#session.api.findKeywords(page))
    if (pages === null) return
    this.found = pages.at(-1)!.keywords
    this.chooseAll(true)
  }

  chooseAll(all: boolean): void {
    this.chosen.clear()
    if (all) for (const { name } of this.new) this.chosen.add(name)
  }

  choose(name: string, isChosen: boolean): void {
    if (isChosen) this.chosen.add(name)
    else this.chosen.delete(name)
  }

  /** How many marks were made; null where that failed. */
  async mark(): Promise<number | null> {
    this.marking = true
    this.error = null
    try {
      return (await this.#session.api.importKeywords({ keywords: [...this.chosen] })).markCount
    } catch (error) {
      this.error = messageOf(error)
      return null
    } finally {
      this.marking = false
    }
  }
}
