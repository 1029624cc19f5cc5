/** What of the map is on screen: camera and pixels, photos at a place, in view, in a lasso; pan and zoom by d3-zoom. */
import { polygonContains } from 'd3-polygon'
import { select } from 'd3-selection'
import { zoom, zoomIdentity, type D3ZoomEvent } from 'd3-zoom'
import KDBush from 'kdbush'
import type { LibraryMap } from '../../state/map.svelte.ts'
import type { Projection } from './drawing.ts'

export type Point = [x: number, y: number]

const zoomRange: [number, number] = [0.5, 400]
/** Of the shorter side, so that the outermost photos are not cut off. */
const filledShare = 0.9

export class MapSurface {
  width = $state(0)
  height = $state(0)
  /** The next drag draws a lasso. */
  isLasso = $state(false)
  /** From press to click; without points where it has ended or was given up. */
  lasso = $state.raw<Point[] | null>(null)
  readonly #map: LibraryMap
  #element: HTMLElement | null = null
  #zoom = zoom<HTMLElement, unknown>()
    .scaleExtent(zoomRange)
    .clickDistance(4)
    .filter((event: MouseEvent) => {
      if (event.type === 'wheel') return true
      return !event.button && !event.ctrlKey && !event.shiftKey && !this.isLasso
    })
  readonly #index = $derived.by(() => {
    const { places } = this.#map
    const index = new KDBush(places.length / 2, 64, Float32Array)
    for (let at = 0; at < places.length; at += 2) index.add(places[at], places[at + 1])
    return index.finish()
  })
  /** Pixels a unit of the map where all of it is seen. */
  readonly #unit = $derived((Math.min(this.width, this.height) / 2) * filledShare)
  readonly projection: Projection = $derived.by(() => {
    const { x, y, zoom: times } = this.#map.camera
    const scale = this.#unit * times
    return { scale, dx: this.width / 2 - x * scale, dy: this.height / 2 + y * scale }
  })
  /** Indexes of the photos in view. */
  readonly inView = $derived.by(() => {
    if (this.width === 0 || this.#map.places.length === 0) return []
    const [[left, bottom], [right, top]] = [this.at([0, this.height]), this.at([this.width, 0])]
    return this.#index.range(left, bottom, right, top)
  })
  /** The photo nearest to the middle of the screen; null where none is in view. */
  readonly middle = $derived.by(() => this.nearest([this.width / 2, this.height / 2], Infinity))

  constructor(map: LibraryMap) {
    this.#map = map
  }

  /** On the map, of a place on the screen. */
  at([x, y]: Point): Point {
    const { scale, dx, dy } = this.projection
    return [(x - dx) / scale, (dy - y) / scale]
  }

  /** On the screen, of a photo. */
  pointOf(index: number): Point {
    const { scale, dx, dy } = this.projection
    const { places } = this.#map
    return [places[2 * index] * scale + dx, dy - places[2 * index + 1] * scale]
  }

  /** The photo nearest to a place on the screen and within so many pixels of it; null where there is none. */
  nearest([x, y]: Point, mostPixels: number): number | null {
    const [mapX, mapY] = this.at([x, y])
    const found =
      mostPixels === Infinity ? this.inView : this.#index.within(mapX, mapY, mostPixels / this.projection.scale)
    const { places } = this.#map
    let [nearest, least]: [number | null, number] = [null, Infinity]
    for (const index of found) {
      const distance = Math.hypot(places[2 * index] - mapX, places[2 * index + 1] - mapY)
      if (distance < least) [nearest, least] = [index, distance]
    }
    return nearest
  }

  drawLasso(point: Point): void {
    if (this.lasso?.length) this.lasso = [...this.lasso, point]
  }

  /** Indexes of the photos that a line drawn on the screen holds. */
  within(lasso: Point[]): number[] {
    if (lasso.length < 3) return []
    const outline = lasso.map((point) => this.at(point))
    const [xs, ys] = [outline.map(([x]) => x), outline.map(([, y]) => y)]
    const { places } = this.#map
    return this.#index
      .range(Math.min(...xs), Math.min(...ys), Math.max(...xs), Math.max(...ys))
      .filter((index) => polygonContains(outline, [places[2 * index], places[2 * index + 1]]))
  }

  /** Takes drags, the wheel and pinches of the element, while that is there. */
  attach = (element: HTMLElement) => {
    this.#element = element
    select(element).call(
      this.#zoom.on('zoom', ({ transform: { x, y, k }, sourceEvent }: D3ZoomEvent<HTMLElement, unknown>) => {
        if (!sourceEvent || this.#unit === 0) return
        const scale = this.#unit * k
        this.#map.camera = { zoom: k, x: (this.width / 2 - x) / scale, y: (y - this.height / 2) / scale }
      }),
    )
    return () => select(element).on('.zoom', null)
  }

  /** Says to d3 where the camera is, so that the next drag goes on from there. */
  follow(): void {
    const { scale, dx, dy } = this.projection
    if (this.#element === null || this.#unit === 0) return
    const transform = zoomIdentity.translate(dx, dy).scale(scale / this.#unit)
    select(this.#element).property('__zoom', transform)
  }

  /** By shares of what is in view. */
  move(right: number, up: number): void {
    const { scale } = this.projection
    const { x, y, zoom: times } = this.#map.camera
    this.#map.camera = { x: x + (right * this.width) / scale, y: y + (up * this.height) / scale, zoom: times }
  }

  /** About the photo in the middle, which stays where it is: it never leads to where nothing is. */
  zoomBy(times: number): void {
    const { camera, places } = this.#map
    const zoom = Math.min(zoomRange[1], Math.max(zoomRange[0], camera.zoom * times))
    const { middle } = this
    const [x, y] = middle === null ? [camera.x, camera.y] : [places[2 * middle], places[2 * middle + 1]]
    const share = camera.zoom / zoom
    this.#map.camera = { zoom, x: x + (camera.x - x) * share, y: y + (camera.y - y) * share }
  }

  showAll = (): void => void (this.#map.camera = { x: 0, y: 0, zoom: 1 })
}
