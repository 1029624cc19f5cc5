/**
 * What of a photo is compared: its grey values at two sizes, and its detail, a difference of Gaussians that knows
 * nothing of brightness, slow gradients (skies) or the finest grain (JPEG). Pure.
 */
import { PIXEL_SIZE } from '../imaging/pixels.ts'

/** Sides of the small and the middle square, pixels. */
export const [smallSize, middleSize] = [24, 48] as const

/** A square of values with its slopes, [side, side] each. */
export interface Field {
  side: number
  values: Float32Array
  /** Change for one pixel to the right and down. */
  slopesX: Float32Array
  slopesY: Float32Array
}

export interface Picture {
  small: Field
  middle: Field
  /** At the middle size. */
  detail: Field
}

/** `pixels` uint8 RGB, [P, P, 3]. */
export function pictureOf(pixels: Uint8Array): Picture {
  const grey = halved(greyOf(pixels), PIXEL_SIZE)
  const detail = difference(blurred(grey, middleSize, 1), blurred(grey, middleSize, 4))
  const soft = blurred(grey, middleSize, 1)
  return {
    small: withSlopes(halved(grey, middleSize), smallSize),
    middle: withSlopes(soft, middleSize),
    detail: withSlopes(detail, middleSize),
  }
}

/** The small square alone, rounded, [24, 24]. */
export function smallOf(pixels: Uint8Array): Uint8Array {
  return Uint8Array.from(halved(halved(greyOf(pixels), PIXEL_SIZE), middleSize))
}

function greyOf(pixels: Uint8Array): Float32Array {
  const grey = new Float32Array(pixels.length / 3)
  for (let at = 0, from = 0; at < grey.length; at++, from += 3)
    grey[at] = 0.299 * pixels[from] + 0.587 * pixels[from + 1] + 0.114 * pixels[from + 2]
  return grey
}

/** Means of two by two. */
function halved(values: Float32Array, side: number): Float32Array {
  const half = side / 2
  const means = new Float32Array(half * half)
  for (let y = 0, at = 0; y < half; y++)
    for (let x = 0; x < half; x++, at++) {
      const from = 2 * y * side + 2 * x
      means[at] = (values[from] + values[from + 1] + values[from + side] + values[from + side + 1]) / 4
    }
  return means
}

/** By a row of [1, 2, 1] / 4 in both directions, so often: a Gaussian of a deviation of the root of half of that. */
function blurred(values: Float32Array, side: number, times: number): Float32Array {
  let from = values
  for (let time = 0; time < times; time++) for (const step of [1, side]) from = smoothed(from, side, step)
  return from
}

function smoothed(values: Float32Array, side: number, step: number): Float32Array {
  const smooth = new Float32Array(values.length)
  for (let at = 0; at < values.length; at++) {
    const place = step === 1 ? at % side : Math.floor(at / side)
    const before = values[place > 0 ? at - step : at]
    const after = values[place < side - 1 ? at + step : at]
    smooth[at] = (before + 2 * values[at] + after) / 4
  }
  return smooth
}

const difference = (a: Float32Array, b: Float32Array): Float32Array => a.map((value, at) => value - b[at])

function withSlopes(values: Float32Array, side: number): Field {
  const [slopesX, slopesY] = [new Float32Array(values.length), new Float32Array(values.length)]
  for (let y = 0, at = 0; y < side; y++)
    for (let x = 0; x < side; x++, at++) {
      const [left, right] = [x > 0 ? at - 1 : at, x < side - 1 ? at + 1 : at]
      const [above, below] = [y > 0 ? at - side : at, y < side - 1 ? at + side : at]
      slopesX[at] = (values[right] - values[left]) / Math.max(1, right - left)
      slopesY[at] = (values[below] - values[above]) / Math.max(1, (below - above) / side)
    }
  return { side, values, slopesX, slopesY }
}
