/** A box on a photo, in shares of its sides: drawn from corner to corner, moved and resized by keys. Pure. */
import type { Region } from '../../../shared/domain.ts'

export interface Point {
  x: number
  y: number
}

export const middleRegion: Region = { x: 0.25, y: 0.25, width: 0.5, height: 0.5 }
const least = 0.02
export const step = 0.02

/** To thousandths, as addresses hold it. */
const rounded = (share: number): number => Math.round(share * 1000) / 1000
const within = (share: number, low: number, high: number): number => rounded(Math.max(low, Math.min(high, share)))

/** From one corner to the other, either way; a click alone gives a small box. */
export function between(from: Point, to: Point): Region {
  const [x, width] = span(from.x, to.x)
  const [y, height] = span(from.y, to.y)
  return { x, y, width, height }
}

function span(from: number, to: number): [number, number] {
  const start = within(Math.min(from, to), 0, 1 - least)
  return [start, within(Math.max(from, to) - start, least, 1 - start)]
}

export function moved({ x, y, width, height }: Region, dx: number, dy: number): Region {
  return { x: within(x + dx, 0, 1 - width), y: within(y + dy, 0, 1 - height), width, height }
}

/** Its top left corner stays. */
export function resized({ x, y, width, height }: Region, dx: number, dy: number): Region {
  return { x, y, width: within(width + dx, least, 1 - x), height: within(height + dy, least, 1 - y) }
}
