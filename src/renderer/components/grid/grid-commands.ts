/** What keys and clicks do to the photos of a grid: move the ring, select, mark, open. */
import type { KeptOut, LabelValue, PhotoSummary } from '../../../shared/domain.ts'
import { controlKey, isForField, plainKey, starsKey } from '../../keys.ts'
import type { PhotoSource } from '../../state/photo-source.ts'
import { everything, extended, nothingSelected, toggled } from '../../state/selection.ts'
import { photoCommand, type PhotoCommand } from './grid-keys.ts'
import { nextFocus, type GridGroup } from './grid-layout.ts'
import type { GridView } from './grid-view.svelte.ts'
import type { PhotoActions } from './photo-actions.ts'
import { Selecting } from './selecting.ts'

export class GridCommands<Photo extends PhotoSummary> {
  readonly view: GridView<Photo>
  readonly actions: PhotoActions
  readonly #selecting: Selecting

  constructor(view: GridView<Photo>, actions: PhotoActions) {
    this.view = view
    this.actions = actions
    this.#selecting = new Selecting(view)
  }

  get #photos(): PhotoSource<Photo> {
    return this.view.photos
  }

  /** Heard before the window's own keys, since Escape first takes the selection back. */
  onKeydown = (event: KeyboardEvent): void => {
    if (isForField(event) || !this.#handles(event)) return
    event.preventDefault()
    event.stopPropagation()
  }

  #handles(event: KeyboardEvent): boolean {
    const isSelecting = this.view.memory.selection.ids.size > 0 || this.#selecting.isReading
    if (event.key === 'Escape' && isSelecting) this.clear()
    else if (controlKey(event) === 'a') this.#selecting.select((_, order) => everything(order))
    else return this.#moves(event) || this.#acts(event)
    return true
  }

  /** On what is being selected once that is here. */
  #acts(event: KeyboardEvent): boolean {
    if (!this.#selecting.isReading || !isAction(event)) return this.#actsNow(event)
    this.#selecting.whenSelected(() => this.#actsNow(event))
    return true
  }

  #actsNow(event: KeyboardEvent): boolean {
    return controlKey(event) === 'c' ? this.#copies() : this.#rates(event) || this.#commands(event)
  }

  #moves(event: KeyboardEvent): boolean {
    const { view } = this
    if (!view.hasFocus || event.ctrlKey || event.metaKey || event.altKey) return false
    const target = nextFocus(event.key, view.ringIndex, view.layout, view.height)
    if (target === null) return false
    if (event.shiftKey) this.#extendFromRing(target)
    void view.moveTo(target)
    return true
  }

  #extendFromRing(index: number): void {
    const { ringIndex } = this.view
    this.#selecting.select((selection, order) => {
      const [from, to] = [order.at(ringIndex), order.at(index)]
      if (from === undefined || to === undefined) return null
      const begun = selection.lastId === null ? toggled(selection, from.photoId) : selection
      return extended(begun, to.photoId, order)
    })
  }

  /** What a key or the menu is about: the selection, else the photo with the ring. */
  get #asked(): number[] {
    const { memory, ringPhoto } = this.view
    if (memory.selection.ids.size > 0) return [...memory.selection.ids]
    return ringPhoto === undefined ? [] : [ringPhoto.photoId]
  }

  /** Text that is selected on the screen is copied by the browser. */
  #copies(): boolean {
    const photoIds = this.#asked
    if (photoIds.length === 0 || getSelection()?.isCollapsed === false) return false
    this.actions.copyPaths(photoIds)
    return true
  }

  #rates(event: KeyboardEvent): boolean {
    const [stars, photoIds] = [starsKey(event), this.#asked]
    if (stars === null || photoIds.length === 0) return false
    void this.actions.choices.rate(photoIds, stars)
    return true
  }

  #commands(event: KeyboardEvent): boolean {
    const command = photoCommand(plainKey(event), event.repeat)
    if (command === null) return false
    if (command.name !== 'select' && command.name !== 'fold' && this.view.memory.selection.ids.size > 0)
      return (this.onSelection(command), true)
    return this.#onRing(command)
  }

  /** Nothing is done to a photo that cannot be seen: it is scrolled to. */
  #onRing(command: PhotoCommand): boolean {
    const { view } = this
    const photo = view.ringPhoto
    if (photo === undefined) return false
    if (view.isOnScreen(view.ringIndex)) this.#on(photo, command)
    else view.reveal(view.ringIndex)
    return true
  }

  #on(photo: Photo, command: PhotoCommand): void {
    if (command.name === 'similar') this.actions.similar([photo.photoId])
    else if (command.name === 'example') this.actions.example([photo.photoId], command.minus)
    else if (command.name === 'give') this.actions.give([photo.photoId])
    else if (command.name === 'favourite') void this.actions.choices.favourite([photo.photoId])
    else if (command.name === 'hide') this.#hide([photo.photoId])
    else if (command.name === 'select') this.tick(photo)
    else if (command.name === 'fold') this.actions.fold?.(photo.photoId)
    else this.#markAndMoveOn(photo, command.label)
  }

  /** So that a run of photos is marked with one finger. */
  #markAndMoveOn(photo: Photo, label: LabelValue | null): void {
    const next = this.view.ringIndex + 1
    this.actions.mark([photo.photoId], label)
    if (label !== null && next < this.#photos.total) void this.view.moveTo(next)
  }

  /** In the list of what is kept out it shows them again. */
  #hide(photoIds: number[]): void {
    this.keepOut(photoIds, this.actions.keptOut === null ? 'hidden' : null)
  }

  /** The ring goes on to what stays, so that a run of photos is looked through with one finger. */
  keepOut = (photoIds: number[], keptOut: KeptOut | null): void => {
    const { view } = this
    const stays = this.#nearestWithout(new Set(photoIds))
    this.clear()
    if (view.hasFocus && view.isOnScreen(view.ringIndex)) void view.moveTo(stays)
    void this.actions.choices.keepOut(photoIds, keptOut)
  }

  /** Where the nearest photo stands that is none of these: from the ring on, else before it. */
  #nearestWithout(photoIds: ReadonlySet<number>): number {
    const { ringIndex } = this.view
    const isStaying = (index: number): boolean => !photoIds.has(this.#photos.at(index)?.photoId ?? 0)
    for (let index = ringIndex; index < this.#photos.total; index++) if (isStaying(index)) return index
    for (let index = ringIndex - 1; index >= 0; index--) if (isStaying(index)) return index
    return ringIndex
  }

  /** Opens the menu for the selection where the photo is in it, else for the photo alone. */
  openMenu(event: MouseEvent, photoId: number): void {
    const { ids } = this.view.memory.selection
    event.preventDefault()
    this.view.takeFocus(photoId)
    this.view.menu = { at: { x: event.clientX, y: event.clientY }, photoIds: ids.has(photoId) ? [...ids] : [photoId] }
  }

  onSelection = (command: Exclude<PhotoCommand, { name: 'select' | 'fold' }>): void => {
    const photoIds = [...this.view.memory.selection.ids]
    if (command.name === 'similar') return this.actions.similar(photoIds)
    if (command.name === 'example') return this.actions.example(photoIds, command.minus)
    if (command.name === 'give') return this.actions.give(photoIds)
    if (command.name === 'favourite') return void this.actions.choices.favourite(photoIds)
    if (command.name === 'hide') return this.#hide(photoIds)
    this.actions.mark(photoIds, command.label)
    this.clear()
  }

  /** Opens a photo; selects it with Shift or Ctrl, or while others are selected. Enter always opens. */
  press(event: MouseEvent, photo: Photo): void {
    const isSelecting = event.detail > 0 && this.view.memory.selection.ids.size > 0
    if (event.shiftKey || event.ctrlKey || event.metaKey || isSelecting) this.tick(photo, event.shiftKey)
    else this.actions.open(photo)
  }

  /** Takes a photo into the selection, or out; with `isRange` all up to it. */
  tick(photo: Photo, isRange = false): void {
    if (isRange) this.#selecting.select((selection, order) => extended(selection, photo.photoId, order))
    else this.#selecting.select((selection) => toggled(selection, photo.photoId))
  }

  isSelected({ first, count }: GridGroup): boolean {
    const { ids } = this.view.memory.selection
    if (ids.size < count) return false
    for (let index = first; index < first + count; index++) if (!ids.has(this.#photos.at(index)!.photoId)) return false
    return true
  }

  /** Takes all of a group into the selection, or out. */
  toggleGroup(group: GridGroup): void {
    const { memory } = this.view
    const ids = new Set(memory.selection.ids)
    const change = this.isSelected(group) ? 'delete' : 'add'
    for (let index = group.first; index < group.first + group.count; index++)
      ids[change](this.#photos.at(index)!.photoId)
    memory.selection = { ids, lastId: null }
  }

  clear = (): void => this.#selecting.select(() => nothingSelected)
}

/** Whether it asks something of photos, and not of the ring. */
const isAction = (event: KeyboardEvent): boolean =>
  photoCommand(plainKey(event), event.repeat) !== null || starsKey(event) !== null || controlKey(event) === 'c'
