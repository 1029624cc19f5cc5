/** Queries of examples: the one that stands, and what leads from it to the next. Each is an address of its own. */
import { mostExamples } from '../../shared/domain.ts'
import type { Navigation } from './navigation.svelte.ts'
import { OutsideImages } from './outside-images.ts'
import { itemKey, type QueryItem } from './query-address.ts'
import type { Toasts } from './toasts.svelte.ts'

export class Queries {
  readonly images = new OutsideImages()
  readonly #navigation: Navigation
  readonly #toasts: Toasts
  #last: QueryItem[] = []

  constructor(navigation: Navigation, toasts: Toasts) {
    this.#navigation = navigation
    this.#toasts = toasts
  }

  /** Of the screen, also under a photo of its results; null on others. */
  get #shown(): QueryItem[] | null {
    const { screen } = this.#navigation
    const list = screen.name === 'photo' ? screen.list : screen
    return list.name === 'similar' ? list.query : null
  }

  find(query: QueryItem[]): void {
    if (query.length > mostExamples)
      return this.#toasts.error(`A query has at most ${mostExamples} examples. Choose fewer.`)
    this.#last = query
    this.#navigation.open({ name: 'similar', query })
  }

  findPhotos(photoIds: number[]): void {
    this.find(photoIds.map((photoId) => ({ photoId, minus: false })))
  }

  /** To the query that stands, or that stood last; what is in it already takes the new sign. */
  add(items: QueryItem[]): void {
    const query = this.#shown ?? this.#last
    const added = new Map(items.map((item) => [itemKey(item), item]))
    const kept = query.map((item) => added.get(itemKey(item)) ?? item)
    const known = new Set(query.map(itemKey))
    this.find([...kept, ...items.filter((item) => !known.has(itemKey(item)))])
  }

  turn(item: QueryItem): void {
    this.add([{ ...item, minus: !item.minus }])
  }

  remove(item: QueryItem): void {
    this.find((this.#shown ?? []).filter((other) => itemKey(other) !== itemKey(item)))
  }

  /** Images dropped or pasted: into the query on the screen, else a new one. */
  async addFiles(files: File[]): Promise<void> {
    try {
      const imageIds = await Promise.all(files.map((file) => this.images.add(file)))
      const items = imageIds.map((imageId) => ({ imageId, minus: false }))
      if (this.#shown === null) this.find(items)
      else this.add(items)
    } catch (error) {
      this.#toasts.error(error)
    }
  }
}
