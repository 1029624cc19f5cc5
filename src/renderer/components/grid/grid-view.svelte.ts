/**
 * What a grid shows of its list: which tiles, which photo has the ring, what it was scrolled to. Ring and focus
 * belong to a photo and not to a place: when the list changes they stay with it, and it stays where it is on screen.
 */
import { tick, untrack } from 'svelte'
import type { GridMemory } from '../../state/grid-memory.svelte.ts'
import type { PhotoSource } from '../../state/photo-source.ts'
import { gridLayout } from './grid-layout.ts'
import { drawnTiles } from './grid-tiles.ts'

export class GridView<Photo extends { photoId: number }> {
  readonly photos: PhotoSource<Photo>
  readonly memory: GridMemory
  viewport = $state<HTMLElement>()
  width = $state(0)
  height = $state(0)
  scrollTop = $state(0)
  /** The photo under the pointer. */
  #hoverId: number | null = null
  #restored = false

  readonly layout = $derived.by(() =>
    gridLayout({
      width: this.width,
      height: this.height,
      scrollTop: this.scrollTop,
      count: this.photos.total,
      tileSize: this.memory.tileSize,
    }),
  )
  readonly columns = $derived(this.layout.columns)
  readonly rowHeight = $derived(this.layout.rowHeight)
  readonly ringIndex = $derived.by(() => {
    const index = this.memory.focusId === null ? -1 : this.photos.indexOf(this.memory.focusId)
    return index >= 0 ? index : Math.min(this.memory.focusIndex, Math.max(0, this.photos.total - 1))
  })
  readonly tiles = $derived.by(() => drawnTiles(this.photos, this.layout, this.ringIndex))

  constructor(photos: PhotoSource<Photo>, memory: GridMemory) {
    this.photos = photos
    this.memory = memory
    this.scrollTop = memory.scrollTop
  }

  get hasFocus(): boolean {
    return this.viewport?.contains(document.activeElement) ?? false
  }

  /** Of the tile with the focus; 0 while the grid itself has it. */
  get focusedId(): number {
    return Number((document.activeElement as HTMLElement).dataset.photoId ?? 0)
  }

  /** The photo whose tile has the focus. */
  get ringPhoto(): Photo | undefined {
    return this.hasFocus ? this.photos.at(this.photos.indexOf(this.focusedId)) : undefined
  }

  tileOf(photoId: number): HTMLElement | null {
    return this.viewport?.querySelector<HTMLElement>(`[data-photo-id="${photoId}"]`) ?? null
  }

  rowTop(index: number): number {
    return Math.floor(index / this.columns) * this.rowHeight
  }

  isOnScreen(index: number): boolean {
    const top = this.rowTop(index)
    // The viewport's own: a focus scrolls at once, and is told of a frame later.
    const scrollTop = this.viewport?.scrollTop ?? this.scrollTop
    return index >= 0 && top + this.rowHeight > scrollTop && top < scrollTop + this.height
  }

  /** Once, when the grid first has rows: back to where it was left. */
  restoreIfNeeded(): void {
    if (this.#restored || this.photos.total === 0 || this.width === 0) return
    this.#restored = true
    this.#scrollTo(this.memory.scrollTop)
    if (this.memory.takeFocus) void this.moveTo(this.ringIndex)
    this.memory.takeFocus = false
  }

  hover(photoId: number | null): void {
    this.#hoverId = photoId
    this.keepAnchor()
  }

  /** A tile got the focus. */
  focused(photoId: number, index: number): void {
    this.memory.focusOn(photoId, index)
    this.keepAnchor()
  }

  scrolled(): void {
    this.scrollTop = this.viewport?.scrollTop ?? 0
    if (this.#restored) this.memory.scrollTop = this.scrollTop
    this.keepAnchor()
  }

  /** Takes the photo that is to stay in its place: under the pointer, with the ring, or first on screen. */
  keepAnchor(): void {
    const photoIds = [this.#hoverId, this.hasFocus ? this.memory.focusId : null]
    const candidates = photoIds.map((photoId) => (photoId === null ? -1 : this.photos.indexOf(photoId)))
    const first = this.scrollTop > 0 ? Math.ceil(this.scrollTop / this.rowHeight) * this.columns : -1
    const index = [...candidates, first].find((candidate) => this.isOnScreen(candidate)) ?? -1
    const photo = this.photos.at(index)
    const offset = this.rowTop(index) + this.#top - this.scrollTop
    this.memory.anchor = photo === undefined ? null : { photoId: photo.photoId, index, offset }
  }

  /** The list, the columns or what is above the grid have changed: scrolls so that the anchor is where it was. */
  holdAnchor(): void {
    const { anchor } = this.memory
    // Read also without an anchor, so that the effect hears of the next change.
    const index = this.photos.indexOf(anchor?.photoId ?? -1)
    const top = this.rowTop(index) + (this.height > 0 ? this.#top : 0)
    if (anchor === null || index < 0) return
    anchor.index = index
    const wanted = Math.max(0, top - anchor.offset)
    if (Math.abs(wanted - untrack(() => this.scrollTop)) >= 1) this.#scrollTo(wanted)
  }

  /** Puts ring and focus on the photo at a place; where it is not here yet the grid waits for it with the focus. */
  async moveTo(index: number): Promise<void> {
    this.memory.focusOn(this.photos.at(index)?.photoId ?? null, index)
    this.reveal(index)
    await tick()
    this.takeFocus(this.memory.focusId)
  }

  /** Gives the focus to a photo's tile; to the grid itself where it is not in the page. */
  takeFocus(photoId: number | null): void {
    const tile = photoId === null ? null : this.tileOf(photoId)
    ;(tile ?? this.viewport)?.focus({ preventScroll: true })
  }

  jumpIfAsked(): void {
    const index = this.memory.jumpIndex
    if (index === null) return
    this.memory.jumpIndex = null
    this.#scrollTo(this.rowTop(index))
    void this.moveTo(index)
  }

  reveal(index: number): void {
    const top = this.rowTop(index)
    if (top < this.scrollTop) this.#scrollTo(top)
    else if (top + this.rowHeight > this.scrollTop + this.height)
      this.#scrollTo(top + this.rowHeight - this.height + 16)
    this.keepAnchor()
  }

  /** Of the view, in the window. */
  get #top(): number {
    return this.viewport?.getBoundingClientRect().top ?? 0
  }

  #scrollTo(top: number): void {
    if (this.viewport === undefined) return
    this.viewport.scrollTop = top
    this.scrollTop = this.viewport.scrollTop
    this.memory.scrollTop = this.scrollTop
  }
}
