/** The tags, the tag that Y and N mark for, and its marks. */
import { SvelteMap } from 'svelte/reactivity'
import type { LabelledPhoto, LabelValue, PhotoSummary, TagSummary } from '../../shared/domain.ts'
import type { Session } from './session.svelte.ts'
import type { Toasts } from './toasts.svelte.ts'

export class Tags {
  list = $state.raw<TagSummary[]>([])
  loaded = $state(false)
  currentTagId = $state<number | null>(null)
  current = $derived(this.list.find((tag) => tag.tagId === this.currentTagId) ?? null)
  labels = $state.raw<LabelledPhoto[]>([])
  /** Photo id to the mark shown on its tile, ahead of the host's answer. */
  marks = new SvelteMap<number, LabelValue>()
  #session: Session
  #toasts: Toasts

  constructor(session: Session, toasts: Toasts) {
    this.#session = session
    this.#toasts = toasts
    session.onChanged((what) => {
      if (what === 'tags') void this.refresh()
    })
  }

  async refresh(): Promise<void> {
    try {
      this.list = await this.#session.api.listTags({})
      this.loaded = true
      await this.#readLabels()
    } catch (error) {
      this.#toasts.error(error)
    }
  }

  /** Makes a tag the one that Y and N mark for. */
  async choose(tagId: number | null): Promise<void> {
    if (this.currentTagId === tagId) return
    this.currentTagId = tagId
    this.labels = []
    this.marks.clear()
    await this.#readLabels().catch((error: unknown) => this.#toasts.error(error))
  }

  async create(name: string): Promise<TagSummary | null> {
    return this.#change(() => this.#session.api.createTag({ name }))
  }

  async rename(tagId: number, name: string): Promise<boolean> {
    return (await this.#change(() => this.#session.api.renameTag({ tagId, name }))) !== null
  }

  async remove(tag: TagSummary): Promise<boolean> {
    const removed = await this.#change(() => this.#session.api.deleteTag({ tagId: tag.tagId }))
    if (removed === null) return false
    if (this.currentTagId === tag.tagId) await this.choose(null)
    this.#toasts.notice(`Deleted “${tag.name}”.`)
    return true
  }

  /** Marks a photo for the current tag; the same mark again takes it back. Returns whether a tag was there. */
  async mark(photo: PhotoSummary, wanted: LabelValue): Promise<boolean> {
    const tag = this.current
    if (tag === null) {
      this.#toasts.notice('Choose or create a tag first; then Y and N mark photos for it.')
      return false
    }
    const label = this.marks.get(photo.photoId) === wanted ? null : wanted
    await this.setLabel(tag.tagId, photo.photoId, label)
    return true
  }

  async setLabel(tagId: number, photoId: number, label: LabelValue | null): Promise<void> {
    if (tagId === this.currentTagId) this.#show(photoId, label)
    await this.#change(() => this.#session.api.setLabels({ tagId, labels: [{ photoId, label }] }))
  }

  #show(photoId: number, label: LabelValue | null): void {
    if (label === null) this.marks.delete(photoId)
    else this.marks.set(photoId, label)
  }

  async #change<T>(call: () => Promise<T>): Promise<T | null> {
    try {
      const answer = await call()
      await this.refresh()
      return answer
    } catch (error) {
      this.#toasts.error(error)
      await this.refresh()
      return null
    }
  }

  async #readLabels(): Promise<void> {
    const tagId = this.currentTagId
    if (tagId === null || !this.list.some((tag) => tag.tagId === tagId)) return
    const labels = await this.#session.api.listLabels({ tagId })
    if (tagId !== this.currentTagId) return
    this.labels = labels
    const standing = new Set(labels.map((photo) => photo.photoId))
    for (const photoId of [...this.marks.keys()]) if (!standing.has(photoId)) this.marks.delete(photoId)
    for (const { photoId, label } of labels) this.marks.set(photoId, label)
  }
}
