/**
 * A long list on the other side of the contract, fetched page by page as rows become visible.
 * Knows nothing of photos. At most `keptPages` pages stay in memory.
 */
import { SvelteMap } from 'svelte/reactivity'

export interface Page<Item> {
  total: number
  items: Item[]
}

const pageSize = 120
const settleMs = 40
const keptPages = 60

export class PagedList<Item> {
  total = $state(0)
  /** True once the first answer came. */
  loaded = $state(false)
  #pages = new SvelteMap<number, Item[]>()
  #pending = new Set<number>()
  #generation = 0
  #wanted: [number, number] = [0, 0]
  #timer: ReturnType<typeof setTimeout> | null = null
  #fetchPage: (offset: number, limit: number) => Promise<Page<Item>>
  #onError: (error: unknown) => void

  constructor(
    fetchPage: (offset: number, limit: number) => Promise<Page<Item>>,
    onError: (error: unknown) => void = () => {},
  ) {
    this.#fetchPage = fetchPage
    this.#onError = onError
  }

  /** The item at `index`, or undefined while its page is not here. Reactive. */
  at(index: number): Item | undefined {
    return this.#pages.get(Math.floor(index / pageSize))?.[index % pageSize]
  }

  /** Where an item of the loaded pages stands, or -1. */
  indexOf(matches: (item: Item) => boolean): number {
    for (const [page, items] of this.#pages) {
      const index = items.findIndex(matches)
      if (index >= 0) return page * pageSize + index
    }
    return -1
  }

  /** Says which rows are on screen. Waits a moment, so that a fast scroll does not fetch all it passes. */
  ensure(firstIndex: number, lastIndex: number): void {
    this.#wanted = [firstIndex, lastIndex]
    if (this.#timer !== null) return
    this.#timer = setTimeout(() => {
      this.#timer = null
      this.#load(this.#wantedPages().filter((page) => !this.#pages.has(page)))
    }, settleMs)
  }

  /** Fetches what is on screen again, keeping the old rows until the new ones come. */
  async refresh(): Promise<void> {
    this.#generation++
    this.#pending.clear()
    const visible = this.#wantedPages()
    for (const page of this.#pages.keys()) if (!visible.includes(page)) this.#pages.delete(page)
    await this.#load(visible)
  }

  #wantedPages(): number[] {
    const first = Math.floor(this.#wanted[0] / pageSize)
    const last = Math.floor(this.#wanted[1] / pageSize)
    return Array.from({ length: last - first + 1 }, (_, step) => first + step)
  }

  async #load(pages: number[]): Promise<void> {
    await Promise.all(pages.filter((page) => !this.#pending.has(page)).map((page) => this.#loadPage(page)))
  }

  async #loadPage(page: number): Promise<void> {
    const generation = this.#generation
    this.#pending.add(page)
    try {
      const { total, items } = await this.#fetchPage(page * pageSize, pageSize)
      if (generation === this.#generation) this.#accept(page, total, items)
    } catch (error) {
      if (generation === this.#generation) this.#onError(error)
    } finally {
      if (generation === this.#generation) this.#pending.delete(page)
    }
  }

  #accept(page: number, total: number, items: Item[]): void {
    this.total = total
    this.loaded = true
    this.#pages.set(page, items)
    if (this.#pages.size <= keptPages) return
    const wanted = this.#wantedPages()
    for (const old of this.#pages.keys()) {
      if (this.#pages.size <= keptPages) break
      if (!wanted.includes(old)) this.#pages.delete(old)
    }
  }
}
