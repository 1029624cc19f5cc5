/** The dots of the map, put into the pixels of a picture: 100,000 of them take some milliseconds. Pure. */

/** From the map's units, y up, to pixels, y down: x·scale + dx, dy − y·scale. */
export interface Projection {
  scale: number
  dx: number
  dy: number
}

export interface Dots {
  /** [N, 2]. */
  places: Float32Array
  /** Of each photo its group, [N], and of each group its colour as a pixel. */
  groupOf: Uint8Array
  colours: Uint32Array
  isSelected(index: number): boolean
  /** Of what is selected, around it. */
  ringColour: number
  /** Pixels. */
  radius: number
}

export interface Picture {
  pixels: Uint32Array
  width: number
  height: number
}

/** "#rrggbb" as a pixel of a picture. */
export function pixelOf(colour: string): number {
  const [red, green, blue] = [1, 3, 5].map((at) => parseInt(colour.slice(at, at + 2), 16))
  return ((255 << 24) | (blue << 16) | (green << 8) | red) >>> 0
}

/** Pixels; larger where there are few, and from near. */
export function dotRadius({ width, height }: { width: number; height: number }, count: number, zoom: number): number {
  const room = Math.sqrt((width * height) / Math.max(1, count))
  return Math.min(7, Math.max(1, room / 8) * Math.max(1, zoom) ** 0.4)
}

/** Selected ones last, over the others. */
export function drawDots(picture: Picture, { scale, dx, dy }: Projection, dots: Dots): void {
  const { places, groupOf, colours, radius } = dots
  picture.pixels.fill(0)
  const selected: number[] = []
  const dot = halfWidths(radius)
  for (let index = 0; index < groupOf.length; index++) {
    if (dots.isSelected(index)) selected.push(index)
    else put(picture, places[2 * index] * scale + dx, dy - places[2 * index + 1] * scale, dot, colours[groupOf[index]])
  }
  const [ring, inner] = [halfWidths(radius + 3), halfWidths(radius + 1)]
  for (const index of selected) {
    const [x, y] = [places[2 * index] * scale + dx, dy - places[2 * index + 1] * scale]
    put(picture, x, y, ring, dots.ringColour)
    put(picture, x, y, inner, colours[groupOf[index]])
  }
}

/** Of a disc, row by row from its top: how far it goes to either side. */
function halfWidths(radius: number): Int32Array {
  const rows = Math.round(radius)
  // A little more than whole pixels, so that small ones are round, too.
  return Int32Array.from({ length: 2 * rows + 1 }, (_, row) => Math.sqrt((rows + 0.3) ** 2 - (row - rows) ** 2))
}

function put({ pixels, width, height }: Picture, atX: number, atY: number, disc: Int32Array, colour: number): void {
  const rows = (disc.length - 1) / 2
  const [x, y] = [Math.round(atX), Math.round(atY)]
  if (x < -rows || y < -rows || x >= width + rows || y >= height + rows) return
  for (let row = Math.max(0, y - rows); row <= Math.min(height - 1, y + rows); row++) {
    const half = disc[row - y + rows]
    const begin = row * width + Math.max(0, x - half)
    const end = row * width + Math.min(width - 1, x + half) + 1
    // Some pixels at a time: a call of fill() takes longer.
    for (let at = begin; at < end; at++) pixels[at] = colour
  }
}

/** Photos that can be shown as pictures without one over another: at most `most`, the first of the list first. */
export function roomyOnes(
  indexes: number[],
  places: Float32Array,
  { scale, dx, dy }: Projection,
  size: number,
  most: number,
): number[] {
  const taken = new Map<string, [number, number][]>()
  const chosen: number[] = []
  for (const index of indexes.toSorted((a, b) => a - b)) {
    if (chosen.length >= most) break
    const [x, y] = [places[2 * index] * scale + dx, dy - places[2 * index + 1] * scale]
    const [column, row] = [Math.floor(x / size), Math.floor(y / size)]
    const near = [-1, 0, 1].flatMap((i) => [-1, 0, 1].flatMap((j) => taken.get(`${column + i},${row + j}`) ?? []))
    if (near.some(([otherX, otherY]) => Math.abs(x - otherX) < size && Math.abs(y - otherY) < size)) continue
    taken.set(`${column},${row}`, [...(taken.get(`${column},${row}`) ?? []), [x, y]])
    chosen.push(index)
  }
  return chosen
}
