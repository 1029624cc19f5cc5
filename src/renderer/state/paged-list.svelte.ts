/**
 * A long list of photos on the other side of the contract, fetched page by page as rows become visible. At most
 * `keptPages` pages stay in memory. Read again, the old rows stay until all new ones are here.
 */
import { SvelteMap } from 'svelte/reactivity'
import { largestPage } from './pages.ts'
import type { PhotoSource } from './photo-source.ts'

export interface Page<Item> {
  total: number
  items: Item[]
}

export interface PagedListOptions<Item> {
  fetchPage: (offset: number, limit: number) => Promise<Page<Item>>
  onError: (error: unknown) => void
  /** Of all, in their order. */
  fetchIds: () => Promise<number[]>
  /** The photo that a person looks at: reading again looks for where it stands now. */
  anchor?: () => { photoId: number | null; index: number } | null
}

const pageSize = 120
const settleMs = 40
const keptPages = 60
/** How far an anchor is looked for: questions. */
const searchCount = 12

export class PagedList<Item extends { photoId: number }> implements PhotoSource<Item> {
  total = $state(0)
  /** True once the first answer came. */
  loaded = $state(false)
  /** The list has changed: the next page that is missing brings all that is on screen anew. */
  stale = false
  #pages = new SvelteMap<number, Item[]>()
  #pending = new Set<number>()
  #generation = 0
  #wanted: [number, number] = [0, 0]
  #timer: ReturnType<typeof setTimeout> | null = null
  #options: PagedListOptions<Item>

  constructor(options: PagedListOptions<Item>) {
    this.#options = options
  }

  at(index: number): Item | undefined {
    return this.#pages.get(Math.floor(index / pageSize))?.[index % pageSize]
  }

  indexOf(photoId: number): number {
    for (const [page, items] of this.#pages) {
      const index = items.findIndex((item) => item.photoId === photoId)
      if (index >= 0) return page * pageSize + index
    }
    return -1
  }

  /** Waits a moment, so that a fast scroll does not fetch all it passes. */
  ensure(firstIndex: number, lastIndex: number): void {
    this.#wanted = [firstIndex, lastIndex]
    this.#timer ??= setTimeout(() => {
      this.#timer = null
      const missing = this.#wantedPages().filter((page) => !this.#pages.has(page))
      if (missing.length > 0 && this.stale) void this.refresh()
      else for (const page of missing) void this.#load(page)
    }, settleMs)
  }

  /** Of all as they are listed now; null where that failed, which is told. */
  readIds = async (): Promise<number[] | null> => {
    try {
      return await this.#options.fetchIds()
    } catch (error) {
      this.#options.onError(error)
      return null
    }
  }

  /** Fetches what is on screen again, and where the anchor has gone to. */
  async refresh(): Promise<void> {
    const generation = ++this.#generation
    this.#pending.clear()
    this.stale = false
    try {
      const fetched = await this.#fetchAnew()
      if (generation === this.#generation) this.#replace(fetched)
    } catch (error) {
      if (generation === this.#generation) this.#options.onError(error)
    }
  }

  /** Pages of what is on screen: around the anchor where that has moved, else as before. */
  async #fetchAnew(): Promise<Map<number, Page<Item>>> {
    const anchor = this.#options.anchor?.() ?? null
    if (!this.loaded && anchor !== null) this.#wanted = [anchor.index, anchor.index]
    const fetched = await this.#fetchPages(this.#wantedPages())
    if (anchor === null || anchor.photoId === null) return fetched
    if ([...fetched.values()].some(({ items }) => hasPhoto(items, anchor.photoId!))) return fetched
    const index = await this.#search(anchor, fetched)
    if (index < 0) return fetched
    this.#wanted = this.#wanted.map((wanted) => Math.max(0, wanted + index - anchor.index)) as [number, number]
    return this.#fetchPages(this.#wantedPages())
  }

  async #fetchPages(pages: number[]): Promise<Map<number, Page<Item>>> {
    const fetch = async (page: number): Promise<[number, Page<Item>]> => [
      page,
      await this.#options.fetchPage(page * pageSize, pageSize),
    ]
    return new Map(await Promise.all(pages.map(fetch)))
  }

  /** Where a photo stands now, looked for outwards from where it would be if all else stayed; -1 if not found. */
  async #search(anchor: { photoId: number | null; index: number }, fetched: Map<number, Page<Item>>): Promise<number> {
    const { total } = [...fetched.values()][0]
    const expected = Math.max(0, Math.min(total - 1, anchor.index + (this.loaded ? total - this.total : 0)))
    for (const offset of outwards(Math.floor(expected / largestPage) * largestPage, total)) {
      const { items } = await this.#options.fetchPage(offset, largestPage)
      const index = items.findIndex((item) => item.photoId === anchor.photoId)
      if (index >= 0) return offset + index
    }
    return -1
  }

  #replace(fetched: Map<number, Page<Item>>): void {
    this.#pages.clear()
    for (const [page, { total, items }] of fetched) this.#accept(page, total, items)
  }

  #wantedPages(): number[] {
    const first = Math.floor(this.#wanted[0] / pageSize)
    const last = Math.floor(this.#wanted[1] / pageSize)
    return Array.from({ length: last - first + 1 }, (_, step) => first + step)
  }

  async #load(page: number): Promise<void> {
    if (this.#pending.has(page)) return
    const generation = this.#generation
    this.#pending.add(page)
    try {
      const { total, items } = await this.#options.fetchPage(page * pageSize, pageSize)
      if (generation === this.#generation) this.#accept(page, total, items)
    } catch (error) {
      if (generation === this.#generation) this.#options.onError(error)
    } finally {
      if (generation === this.#generation) this.#pending.delete(page)
    }
  }

  #accept(page: number, total: number, items: Item[]): void {
    this.total = total
    this.loaded = true
    this.#pages.set(page, items)
    const wanted = this.#wantedPages()
    for (const old of this.#pages.keys()) {
      if (this.#pages.size <= keptPages) break
      if (!wanted.includes(old)) this.#pages.delete(old)
    }
  }
}

const hasPhoto = (items: { photoId: number }[], photoId: number): boolean =>
  items.some((item) => item.photoId === photoId)

/** Offsets of questions, nearest first: the middle, then one after and one before, and so on. */
function outwards(middle: number, total: number): number[] {
  return Array.from({ length: searchCount }, (_, step) => (step % 2 === 0 ? -1 : 1) * Math.ceil(step / 2))
    .map((steps) => middle + steps * largestPage)
    .filter((offset) => offset >= 0 && offset < total)
}
