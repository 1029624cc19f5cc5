/** One photo on its stage: how far it is zoomed in, and what keys, wheel, fingers and dragging do to that. */
import { fitted, isFitted, isLarger, panned, zoomedTo, type Size, type Zoom } from './zoom.ts'

interface Point {
  x: number
  y: number
}

const keyFactor = 1.4
const middle: Point = { x: 0, y: 0 }

export class Stage {
  width = $state(0)
  height = $state(0)
  /** In pixels, once it is here. */
  photo = $state.raw<Size | null>(null)
  /** Null follows the size of the stage. */
  #chosen = $state.raw<Zoom | null>(null)
  #pointers = new Map<number, Point>()

  readonly view = $derived<Size>({ width: Math.max(1, this.width), height: Math.max(1, this.height) })
  readonly zoom = $derived.by<Zoom | null>(() => {
    const { photo, view } = this
    if (photo === null) return null
    return this.#chosen === null ? fitted(photo, view) : zoomedTo(this.#chosen.scale, middle, this.#chosen, photo, view)
  })
  readonly isLarger = $derived.by(() => this.zoom !== null && isLarger(this.zoom, this.photo!, this.view))

  /** All of the photo is shown, as large as there is room. */
  get isFitted(): boolean {
    return this.#chosen === null
  }

  fit = (): void => void (this.#chosen = null)

  /** One pixel of the photo on one of the screen. */
  toPixels = (at = middle): void => this.#to(1 / devicePixelRatio, at)

  by(factor: number, at = middle): void {
    if (this.zoom !== null) this.#to(this.zoom.scale * factor, at)
  }

  pan(dx: number, dy: number): void {
    if (this.zoom !== null && this.isLarger) this.#chosen = panned(this.zoom, dx, dy, this.photo!, this.view)
  }

  /** Whether the key is one of the stage's. */
  pressed(key: string): boolean {
    const commands: Record<string, () => void> = {
      '+': () => this.by(keyFactor),
      '=': () => this.by(keyFactor),
      '-': () => this.by(1 / keyFactor),
      '0': this.fit,
      '1': () => this.toPixels(),
    }
    const arrows: Record<string, [number, number]> = {
      arrowleft: [1, 0],
      arrowright: [-1, 0],
      arrowup: [0, 1],
      arrowdown: [0, -1],
    }
    if (Object.hasOwn(commands, key)) commands[key]()
    else if (!this.isLarger || !Object.hasOwn(arrows, key)) return false
    else this.pan((arrows[key][0] * this.width) / 8, (arrows[key][1] * this.height) / 8)
    return true
  }

  down(event: PointerEvent): void {
    ;(event.currentTarget as Element).setPointerCapture(event.pointerId)
    this.#pointers.set(event.pointerId, pointOf(event))
  }

  up = ({ pointerId }: PointerEvent): void => void this.#pointers.delete(pointerId)

  /** One pointer drags, two pinch. */
  moved(event: PointerEvent): void {
    const before = this.#pointers.get(event.pointerId)
    if (before === undefined) return
    const now = pointOf(event)
    const other = [...this.#pointers].find(([id]) => id !== event.pointerId)?.[1]
    this.#pointers.set(event.pointerId, now)
    if (other === undefined) return this.pan(now.x - before.x, now.y - before.y)
    this.by(distance(now, other) / Math.max(1, distance(before, other)), between(now, other))
  }

  wheel(event: WheelEvent): void {
    event.preventDefault()
    // A pinch on a touch pad comes as small steps with Ctrl.
    this.by(Math.exp(-event.deltaY / (event.ctrlKey ? 100 : 400)), pointOf(event))
  }

  #to(scale: number, at: Point): void {
    if (this.zoom === null) return
    const next = zoomedTo(scale, at, this.zoom, this.photo!, this.view)
    this.#chosen = isFitted(next, this.photo!, this.view) ? null : next
  }
}

/** From the middle of what listens. */
export function pointOf(event: MouseEvent): Point {
  const { left, top, width, height } = (event.currentTarget as Element).getBoundingClientRect()
  return { x: event.clientX - left - width / 2, y: event.clientY - top - height / 2 }
}

const distance = (one: Point, other: Point): number => Math.hypot(one.x - other.x, one.y - other.y)
const between = (one: Point, other: Point): Point => ({ x: (one.x + other.x) / 2, y: (one.y + other.y) / 2 })
