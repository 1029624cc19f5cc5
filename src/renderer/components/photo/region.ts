/** A box on a photo, in shares of its sides: drawn, moved and resized, laid over a tile, and in words. Pure. */
import type { Region } from '../../../shared/domain.ts'
import type { Size } from './zoom.ts'

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

/** In shares of a tile that the photo fills and reaches beyond: what of the part is seen there. */
export function onTile({ x, y, ...share }: Region, photo: Size, tile: Size): Region {
  const scale = Math.max(tile.width / photo.width, tile.height / photo.height)
  const seen = (from: number, length: number, side: 'width' | 'height'): [number, number] => {
    const filled = (photo[side] * scale) / tile[side]
    const at = (place: number): number => Math.max(0, Math.min(1, 0.5 + (place - 0.5) * filled))
    return [at(from), at(from + length) - at(from)]
  }
  const [left, width] = seen(x, share.width, 'width')
  const [top, height] = seen(y, share.height, 'height')
  return { x: left, y: top, width, height }
}

/** "upper left", "middle": where on the photo the middle of the part is. */
export function placeInWords({ x, y, width, height }: Region): string {
  const word = (middle: number, before: string, after: string): string =>
    middle < 0.45 ? before : middle > 0.55 ? after : ''
  const words = [word(y + height / 2, 'upper', 'lower'), word(x + width / 2, 'left', 'right')]
  return words.filter(Boolean).join(' ') || 'middle'
}
