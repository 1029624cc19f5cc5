/**
 * All photos of the library, of those kept out of it, or of a search, in one order: ids, shapes and groups of every
 * one, names of those on screen. Where a photo stands is always known, so that nothing jumps when far pages come.
 */
import type { PhotoApi } from '../../shared/contract.ts'
import type { Gallery as Answer, GalleryOrder, PhotoSummary } from '../../shared/domain.ts'
import { bytesOf, idsOf } from './base64.ts'
import type { NamedPhoto } from './last-photo.svelte.ts'
import { OnScreenNames } from './on-screen-names.svelte.ts'
import type { PhotoSource, Shape } from './photo-source.ts'
import type { ChangedWhat, Session } from './session.svelte.ts'
import { byDateTaken, isSame, keepSorting, keptSorting, type Sorting } from './sorting.ts'
import type { Toasts } from './toasts.svelte.ts'

interface Packed extends Shape {
  photoIds: Int32Array
  /** Photo id to its place. */
  places: ReadonlyMap<number, number>
}

const nothing: Packed = { photoIds: new Int32Array(), aspects: new Uint16Array(), groups: [], places: new Map() }
const unknown = { capturedAtMs: null, favourite: false, stars: null }

/** Which photos it has. */
export type Ask = (api: PhotoApi, sorted: { order: GalleryOrder; near?: number }) => Promise<Answer>

export class Gallery implements PhotoSource<PhotoSummary> {
  readonly isWhole = true
  /** True once the first answer came. */
  loaded = $state(false)
  #sorted = $state.raw<Sorting>(keptSorting())
  #packed = $state.raw<Packed>(nothing)
  #names: OnScreenNames
  #reading: Promise<void> | null = null
  #isStale = false
  #session: Session
  #toasts: Toasts

  #ask: Ask

  constructor(session: Session, toasts: Toasts, ask: Ask = (api, sorted) => api.getGallery(sorted)) {
    this.#ask = ask
    this.#session = session
    this.#toasts = toasts
    this.#names = new OnScreenNames(session, toasts, () => this.#packed.photoIds)
  }

  get total(): number {
    return this.#packed.photoIds.length
  }

  get shape(): Shape {
    return this.#packed
  }

  get sorted(): Sorting {
    return this.#sorted
  }

  get order(): GalleryOrder {
    return this.#sorted.order
  }

  /** The photo that they are sorted by similarity to. */
  get near(): NamedPhoto | null {
    return this.#sorted.near
  }

  /** Whether photos stand elsewhere after such a change. */
  isMovedBy(what: ChangedWhat): boolean {
    return what === 'photos' || (what === 'tags' && this.order === 'tag') || (what === 'model' && this.near !== null)
  }

  /** As a person chose: galleries without an order of their own are sorted so from now on. */
  sort(sorted: Sorting): void {
    keepSorting(sorted)
    this.show(sorted)
  }

  /** A turn later, since a place that is come back to may say otherwise at once. */
  show(sorted: Sorting): void {
    if (isSame(sorted, this.#sorted)) return
    this.#sorted = sorted
    queueMicrotask(() => {
      const isNeeded = this.loaded || this.#reading !== null
      if (isNeeded && sorted === this.#sorted) void this.#read().catch((error: unknown) => this.#toasts.error(error))
    })
  }

  /** Without a name until that has come. */
  at(index: number): PhotoSummary | undefined {
    const photoId = this.#packed.photoIds[index]
    if (photoId === undefined) return undefined
    const unnamed = { photoId, name: '', width: this.#packed.aspects[index], height: 1000, ...unknown }
    return this.#names.get(photoId) ?? unnamed
  }

  indexOf(photoId: number): number {
    return this.#packed.places.get(photoId) ?? -1
  }

  ensure(firstIndex: number, lastIndex: number): void {
    this.#names.ensure(firstIndex, lastIndex)
  }

  /** What is said of photos changed: those on screen are read again, others when they come. */
  async renew(): Promise<void> {
    await this.#names.read(true)
  }

  /** What changes while it is being read is read once more afterwards, after a pause of a few times as long. */
  async refresh(): Promise<void> {
    this.#isStale = true
    this.#reading ??= this.#readWhileStale()
    await this.#reading
  }

  async #readWhileStale(): Promise<void> {
    while (this.#isStale) {
      this.#isStale = false
      const fromMs = performance.now()
      await this.#read().catch((error: unknown) => this.#toasts.error(error))
      if (this.#isStale) await new Promise((resolve) => setTimeout(resolve, 6 * (performance.now() - fromMs)))
    }
    this.#reading = null
  }

  async #read(): Promise<void> {
    const sorted = this.#sorted
    const answer = await this.#answerFor(sorted)
    if (answer === null || !isSame(sorted, this.#sorted)) return
    const { photoIds, aspects, groups } = answer
    const ids = idsOf(photoIds)
    const places = new Map<number, number>()
    ids.forEach((photoId, index) => places.set(photoId, index))
    this.#packed = { photoIds: ids, aspects: new Uint16Array(bytesOf(aspects)), groups, places }
    this.loaded = true
    // A photo may be shown by another file now; the old name stays until the new one is here.
    await Promise.all([this.#names.read(true), this.#nameNear()])
  }

  /** An address has no name of it. */
  async #nameNear(): Promise<void> {
    const { near } = this.#sorted
    if (near === null || near.name !== '') return
    const [photo] = await this.#session.api.getSummaries({ photoIds: [near.photoId] })
    if (photo && photo.photoId === this.near?.photoId) this.#sorted = { order: 'similar', near: photo }
  }

  /** Null where the photo to be near to is there no more: they are by date taken then, which is said. */
  async #answerFor({ order, near }: Sorting): Promise<Answer | null> {
    try {
      return await this.#ask(this.#session.api, { order, near: near?.photoId })
    } catch (error) {
      if (near === null || (error as { code?: string }).code !== 'NOT_FOUND') throw error
      // Said once, also where they are being read twice.
      if (near.photoId === this.near?.photoId) this.#leaveNear(near)
      return null
    }
  }

  #leaveNear({ photoId, name }: NamedPhoto): void {
    if (keptSorting().near?.photoId === photoId) keepSorting(byDateTaken)
    this.show(byDateTaken)
    const told = name || 'The photo that these were sorted by'
    this.#toasts.notice(`${told} is hidden, or no longer in the library: these are by date taken now.`)
  }
}
