/** The tags, the tag that Y and N mark for, and its marks. */
import type { LabelValue, ReviewReason, TagSummary } from '../../shared/domain.ts'
import { countOf } from '../../shared/format.ts'
import { asPhotoIds, idsOf } from './base64.ts'
import { keepMarkTarget, keptMarkTarget } from './mark-target.ts'
import type { History } from './history.svelte.ts'
import type { Session } from './session.svelte.ts'
import type { Toasts } from './toasts.svelte.ts'

export class Tags {
  list = $state.raw<TagSummary[]>([])
  loaded = $state(false)
  currentTagId = $state<number | null>(null)
  current = $derived(this.list.find((tag) => tag.tagId === this.currentTagId) ?? null)
  /** Photo id to the mark shown on its tile, ahead of the host's answer. Another map after each change. */
  marks = $state.raw<ReadonlyMap<number, LabelValue>>(new Map())
  /** Photos that are to be given a tag by its name; null while nobody asks. */
  giving = $state.raw<number[] | null>(null)
  #session: Session
  #toasts: Toasts
  #history: History
  /** Calls under way that change marks: what is read meanwhile may be from before them. */
  #markingCount = 0
  #readCount = 0
  #reading = Promise.resolve()
  /** The latest of the reads whose answer is shown: what was asked before it may be older. */
  #shownRead = 0

  constructor(session: Session, toasts: Toasts, history: History) {
    this.#session = session
    this.#toasts = toasts
    this.#history = history
    session.onChanged((what) => {
      if (what === 'tags') void this.refresh()
    })
  }

  async refresh(): Promise<void> {
    try {
      this.list = await this.#session.api.listTags({})
      if (!this.loaded) this.currentTagId ??= keptMarkTarget(this.list)?.tagId ?? null
      this.loaded = true
      keepMarkTarget(this.current)
      await (this.#reading = this.#readLabels())
    } catch (error) {
      this.#toasts.error(error)
    }
  }

  /** Makes a tag the one that Y and N mark for; its marks are known then. */
  async choose(tagId: number | null): Promise<void> {
    // Who reads them tells what is wrong.
    if (this.currentTagId === tagId) return this.#reading.catch(() => {})
    this.currentTagId = tagId
    if (this.loaded) keepMarkTarget(this.current)
    this.marks = new Map()
    await (this.#reading = this.#readLabels()).catch((error: unknown) => this.#toasts.error(error))
  }

  /** Throws where it cannot be called so. */
  create = (name: string): Promise<TagSummary> => this.#done(() => this.#session.api.createTag({ name }))

  /** Throws where it cannot be called so. */
  rename = (tagId: number, name: string): Promise<TagSummary> =>
    this.#done(() => this.#session.api.renameTag({ tagId, name }))

  /** Whether a photo has one of the tags beneath it at most. */
  async setExclusive(tagId: number, exclusive: boolean): Promise<boolean> {
    return (await this.#change(() => this.#session.api.setExclusive({ tagId, exclusive }))) !== null
  }

  async remove(tag: TagSummary): Promise<boolean> {
    const removed = await this.#change(() => this.#session.api.deleteTag({ tagId: tag.tagId }))
    if (removed === null) return false
    this.#history.tell(`Deleted “${tag.name}”.`)
    return true
  }

  /** Gives a tag's marks and found photos to another one. */
  async merge(tag: TagSummary, into: TagSummary): Promise<boolean> {
    const merged = await this.#change(() => this.#session.api.mergeTags({ tagId: tag.tagId, intoTagId: into.tagId }))
    if (merged === null) return false
    this.#history.tell(`“${tag.name}” is now part of “${merged.name}”.`)
    return true
  }

  /**
   * Marks photos for the current tag, or takes their marks back (null). Photos that are marked so stay so. `shownBy` is
   * the tag whose screen showed them.
   */
  async mark(photoIds: number[], label: LabelValue | null, shownBy?: number): Promise<void> {
    const tag = this.current
    if (tag === null) return void this.#toasts.notice('Press T to give a photo a tag, or choose one for Y and N first.')
    const changed = photoIds.filter((photoId) => (this.marks.get(photoId) ?? null) !== label)
    if (changed.length === 0) return
    const asked = shownBy === tag.tagId ? 'likely' : undefined
    const isDone = await this.setLabels(tag.tagId, changed, label, asked)
    if (isDone && photoIds.length > 1) this.#history.tell(markedInWords(changed.length, label, tag.name))
  }

  /** Whether it was done. `asked` says why they were asked about, or of each, where they were. */
  async setLabels(
    tagId: number,
    photoIds: number[],
    label: LabelValue | null,
    asked?: ReviewReason | ((photoId: number) => ReviewReason | undefined),
  ): Promise<boolean> {
    let isDone = false
    const before = new Map(photoIds.map((photoId) => [photoId, this.marks.get(photoId) ?? null]))
    const show = (labelOf: (photoId: number) => LabelValue | null): void => {
      if (tagId === this.currentTagId) this.marks = withMarks(this.marks, photoIds, labelOf)
    }
    show(() => label)
    this.#history.withdrawOffer()
    this.#markingCount++
    try {
      const { api } = this.#session
      const summary = await (typeof asked === 'function'
        ? api.setLabels({ tagId, labels: photoIds.map((photoId) => ({ photoId, label, asked: asked(photoId) })) })
        : api.labelPhotos({ tagId, photoIds: asPhotoIds(photoIds), label, asked }))
      this.list = this.list.map((tag) => (tag.tagId === tagId ? summary : tag))
      isDone = true
      this.#history.succeeded()
    } catch (error) {
      // Without a connection the marks that stand cannot be read again.
      show((photoId) => before.get(photoId) ?? null)
      this.#history.failed(error)
    } finally {
      this.#markingCount--
    }
    if (this.#markingCount === 0) await this.refresh()
    return isDone
  }

  async give(photoIds: number[], tag: TagSummary): Promise<void> {
    if (this.currentTagId === null) await this.choose(tag.tagId)
    if (await this.setLabels(tag.tagId, photoIds, 'yes'))
      this.#history.tell(markedInWords(photoIds.length, 'yes', tag.name))
  }

  /** Throws what `call` throws. */
  async #done<T>(call: () => Promise<T>): Promise<T> {
    this.#history.withdrawOffer()
    const answer = await call()
    this.#history.succeeded()
    await this.refresh()
    return answer
  }

  async #change<T>(call: () => Promise<T>): Promise<T | null> {
    try {
      return await this.#done(call)
    } catch (error) {
      this.#history.failed(error)
      await this.refresh()
      return null
    }
  }

  async #readLabels(): Promise<void> {
    const tagId = this.currentTagId
    if (tagId === null || !this.list.some((tag) => tag.tagId === tagId)) return
    const read = ++this.#readCount
    const packed = await this.#session.api.getMarks({ tagId })
    if (tagId !== this.currentTagId || this.#markingCount > 0 || read < this.#shownRead) return
    this.#shownRead = read
    const standing = new Map<number, LabelValue>()
    for (const label of ['yes', 'no'] as const) for (const photoId of idsOf(packed[label])) standing.set(photoId, label)
    this.marks = standing
  }
}

function withMarks(
  marks: ReadonlyMap<number, LabelValue>,
  photoIds: number[],
  labelOf: (photoId: number) => LabelValue | null,
): ReadonlyMap<number, LabelValue> {
  const changed = new Map(marks)
  for (const photoId of photoIds) {
    const label = labelOf(photoId)
    if (label === null) changed.delete(photoId)
    else changed.set(photoId, label)
  }
  return changed
}

function markedInWords(count: number, label: LabelValue | null, name: string): string {
  const photos = countOf(count, 'photo')
  if (label === null) return `Removed the marks of ${photos} for “${name}”.`
  return label === 'yes' ? `Marked ${photos} yes for “${name}”.` : `Marked ${photos} no for “${name}”.`
}
