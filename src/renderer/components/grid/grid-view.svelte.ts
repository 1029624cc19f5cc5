/**
 * What a grid shows of its list: which tiles, which photo has the ring, what it was scrolled to. Ring and focus
 * belong to a photo and not to a place: when the list or the layout changes they stay with it.
 */
import { tick, untrack } from 'svelte'
import type { GridMemory } from '../../state/grid-memory.svelte.ts'
import type { PhotoSource } from '../../state/photo-source.ts'
import { tileSize } from '../../state/tile-size.svelte.ts'
import { heldTop, takeAnchor } from './grid-anchor.ts'
import { headingHeight, squareLayout } from './grid-layout.ts'
import { drawnTiles } from './grid-tiles.ts'
import { Pace } from './pace.ts'
import { justifiedLayout } from './justified-layout.ts'

/** Drawn above and below what is in sight. */
const overscan = 500
/** What is in sight comes before what lies around it: tiles after a leap, and pictures. */
export const aheadMs = 100

export class GridView<Photo extends { photoId: number }> {
  readonly photos: PhotoSource<Photo>
  readonly memory: GridMemory
  viewport = $state<HTMLElement>()
  width = $state(0)
  height = $state(0)
  scrollTop = $state(0)
  /** The menu that is open, and for which photos. */
  menu = $state.raw<{ at: { x: number; y: number }; photoIds: number[] } | null>(null)
  /** Scrolled faster than pictures can be looked at: none is asked for until it slows down. */
  isFlung = $state(false)
  #ahead = $state(overscan)
  #aheadTimer: ReturnType<typeof setTimeout> | undefined
  readonly #pace = new Pace((isFast) => (this.isFlung = isFast))
  #restored = false
  /** Where it was scrolled to by itself: that is no one's choice of another place. */
  #setTop = -1

  readonly layout = $derived.by(() => {
    const { shape, total: count } = this.photos
    if (shape === undefined) return squareLayout({ width: this.width, count, tileSize: tileSize.value })
    return justifiedLayout({ width: this.width, rowHeight: tileSize.value, shape })
  })
  readonly drawn = $derived.by(() => this.layout.between(this.scrollTop - this.#ahead, this.#bottom + this.#ahead))
  readonly ringIndex = $derived.by(() => {
    const index = this.memory.focusId === null ? -1 : this.photos.indexOf(this.memory.focusId)
    return index >= 0 ? index : Math.min(this.memory.focusIndex, Math.max(0, this.photos.total - 1))
  })
  readonly tiles = $derived.by(() => drawnTiles(this.photos, this.drawn, this.ringIndex))

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

  /** By where the viewport is now: a focus scrolls it at once, and that is told of a frame later. */
  isOnScreen(index: number): boolean {
    return this.#isAt(index, this.viewport?.scrollTop ?? this.scrollTop)
  }

  /** By where it was told to be: asking the viewport makes it lay out every tile that is new. */
  isInSight(index: number): boolean {
    return this.#isAt(
      index,
      untrack(() => this.scrollTop),
    )
  }

  #isAt(index: number, scrollTop: number): boolean {
    if (index < 0 || index >= this.photos.total) return false
    const { top, height } = this.layout.boxOf(index)
    return top + height > scrollTop && top < scrollTop + this.height
  }

  /** Once, when the grid first has rows: back to where it was left. */
  restoreIfNeeded(): void {
    if (this.#restored || this.photos.total === 0 || this.width === 0 || this.height === 0) return
    this.#restored = true
    this.#scrollTo(this.memory.scrollTop)
    if (this.memory.isRingMoved) this.reveal(this.ringIndex)
    this.memory.isRingMoved = false
    // The focus is nobody's: it waits on the screen for what is to come.
    const isFree = document.activeElement?.contains(this.viewport ?? null) ?? true
    if (this.memory.hadFocus && isFree) void tick().then(() => this.#focusRing())
  }

  #focusRing(): void {
    if (this.memory.focusId === null) void this.moveTo(this.ringIndex)
    else this.takeFocus(this.memory.focusId)
  }

  /** A tile got the focus. */
  focused(photoId: number, index: number): void {
    this.memory.focusOn(photoId, index)
    this.keepAnchor()
  }

  scrolled(): void {
    this.#moved(this.viewport?.scrollTop ?? 0)
    this.#pace.moved(this.scrollTop, performance.now())
    if (!this.#restored || Math.abs(this.scrollTop - this.#setTop) < 1) return
    this.#setTop = -1
    this.memory.scrollTop = this.scrollTop
    this.keepAnchor()
  }

  #moved(top: number): void {
    const isLeap = untrack(() => Math.abs(top - this.scrollTop) > this.height)
    this.scrollTop = top
    if (!isLeap) return
    this.#ahead = 0
    clearTimeout(this.#aheadTimer)
    this.#aheadTimer = setTimeout(() => (this.#ahead = overscan), aheadMs)
  }

  /** Takes the photo that is to stay in its place: with the ring, or first on screen; none at the very top. */
  keepAnchor(): void {
    const ring = this.hasFocus && this.isOnScreen(this.ringIndex) ? this.ringIndex : null
    this.memory.anchor = takeAnchor(this.#seen, ring, (index) => this.photos.at(index)?.photoId ?? null)
  }

  /** The list, the layout or what is above the grid has changed: scrolls so that the anchor is where it was. */
  holdAnchor(): void {
    const { anchor } = this.memory
    // Read also without an anchor, so that the effect hears of the next change.
    const seen = this.#seen
    if (!this.#restored || anchor === null || this.height === 0 || this.photos.total === 0) return
    anchor.photoId ??= this.photos.at(anchor.index)?.photoId ?? null
    const index = anchor.photoId === null ? anchor.index : this.photos.indexOf(anchor.photoId)
    if (index >= 0) anchor.index = index
    const wanted = heldTop(anchor, seen)
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
    this.#scrollTo(this.layout.boxOf(index).top)
    void this.moveTo(index)
  }

  /** Scrolls as a person asks. */
  goTo(top: number): void {
    this.#scrollTo(top)
    this.keepAnchor()
  }

  /** The size of the photos changes about this one, which stays in its place. */
  resizeAbout(photoId: number | null, factor: number): void {
    const index = photoId === null ? -1 : this.photos.indexOf(photoId)
    if (index >= 0) this.memory.anchor = takeAnchor(this.#seen, index, () => photoId)
    tileSize.value *= factor
  }

  reveal(index: number): void {
    const { top, height } = this.layout.boxOf(index)
    const head = this.layout.groups.length > 0 ? headingHeight : 0
    if (top < this.scrollTop + head) this.#scrollTo(top - head)
    else if (top + height > this.#bottom) this.#scrollTo(top + height + 16 - this.height)
    this.keepAnchor()
  }

  get #bottom(): number {
    return this.scrollTop + this.height
  }

  /** What the anchor is measured by. */
  get #seen() {
    const { layout, height } = this
    const viewTop = height > 0 ? (this.viewport?.getBoundingClientRect().top ?? 0) : 0
    return { layout, height, viewTop, scrollTop: untrack(() => this.scrollTop) }
  }

  #scrollTo(top: number): void {
    if (this.viewport === undefined) return
    this.viewport.scrollTop = top
    this.#moved(this.viewport.scrollTop)
    this.#setTop = this.scrollTop
    this.memory.scrollTop = this.scrollTop
  }
}
