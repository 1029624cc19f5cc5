/** Whether one photo may be a crop of another, by small squares of both: sizes and places tried in turn. Pure. */
import { toPixel, toPlace, type Affine } from './alignment.ts'
import { Sums } from './correlation.ts'
import { smallSize } from './pictures.ts'

/** Crops that are tried, by side, and their places along each axis. */
const crops: [side: number, places: number][] = [
  [1, 1],
  [0.9, 3],
  [0.8, 3],
]
/** Every second pixel of the small square. */
const step = 2

/** A crop as a map, and which pixel of the whole each pixel of the crop is nearest to. */
interface Window {
  at: Affine
  own: Uint16Array
  whole: Uint16Array
}

/** Where the small squares [24, 24] correlate most, either being a crop of the other. */
export function coarseMatch(one: Uint8Array, other: Uint8Array): { at: Affine; correlation: number } {
  let best = { at: windows[0].at, correlation: -1 }
  for (const window of windows) {
    const correlation = correlationIn(window, one, other)
    if (correlation > best.correlation) best = { at: window.at, correlation }
  }
  for (const window of windows.slice(1)) {
    const correlation = correlationIn(window, other, one)
    if (correlation > best.correlation) best = { at: inverse(window.at), correlation }
  }
  return best
}

const windows: Window[] = crops.flatMap(([side, places]) =>
  Array.from({ length: places * places }, (_, place) => {
    const shift = (index: number) => (places === 1 ? 0 : (1 - side) * ((2 * index) / (places - 1) - 1))
    return windowOf([side, 0, shift(place % places), 0, side, shift(Math.floor(place / places))])
  }),
)

function windowOf(at: Affine): Window {
  const places = Array.from({ length: smallSize / step }, (_, place) => place * step)
  const nearest = (pixel: number, size: number, shift: number) =>
    Math.max(0, Math.min(smallSize - 1, Math.round(toPixel(size * toPlace(pixel, smallSize) + shift, smallSize))))
  const pairs = places.flatMap((y) =>
    places.map((x) => [y * smallSize + x, nearest(y, at[4], at[5]) * smallSize + nearest(x, at[0], at[2])]),
  )
  return { at, own: Uint16Array.from(pairs, ([own]) => own), whole: Uint16Array.from(pairs, ([, whole]) => whole) }
}

/** Of a map that only scales and shifts. */
const inverse = ([a, , c, , e, f]: Affine): Affine => [1 / a, 0, -c / a, 0, 1 / e, -f / e]

function correlationIn({ own, whole }: Window, crop: Uint8Array, of: Uint8Array): number {
  const sums = new Sums()
  for (let at = 0; at < own.length; at++) sums.add(crop[own[at]], of[whole[at]])
  return sums.correlation()
}
