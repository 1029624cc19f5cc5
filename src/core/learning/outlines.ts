/**
 * Where in a photo edges run which way. After the histograms of oriented gradients of Dalal & Triggs (CVPR 2005), made
 * of what every engine has: derivatives in four directions, of the two at right angles what the larger is ahead, means
 * over the cells of a grid, square roots, unit length. Goods on plain ground are known by their outline, of which an
 * encoder's features, means over all places, tell little. The search space has them beside the features
 * (docs/learning.md). Pure.
 */

/** Cells a side. */
export const outlineSide = 6
/** Along x, along y and along both diagonals. */
const directions = 4
/** [direction, cell row, cell column]. */
export const outlineSize = directions * outlineSide ** 2
/**
 * Added before the root: less than a photo's 8 bits can tell, so that plain ones say nothing, and not what rounding
 * says.
 */
export const outlineFloor = 1e-4

/** Brightness is taken by squares of this side, one in three of which a derivative leaves out: 4 px of 96 apart. */
const square = 2
export const outlineKernel = 3 * square
export const outlineStride = square
const luma = [0.299, 0.587, 0.114]

/** Places a side where derivatives of an image of side S are taken. */
export const outlinePlaces = (S: number): number => Math.floor((S - outlineKernel) / outlineStride) + 1

/** Derivatives of brightness, [direction, RGB, y, x], without padding. */
export function outlineFilters(): Float32Array {
  const filters = new Float32Array(directions * 3 * outlineKernel ** 2)
  let i = 0
  for (let direction = 0; direction < directions; direction++) {
    for (const share of luma) {
      for (let y = 0; y < outlineKernel; y++) {
        for (let x = 0; x < outlineKernel; x++) filters[i++] = share * derivative(direction, y, x)
      }
    }
  }
  return filters
}

/** How a place counts: the outer squares, less one from the other, of the middle row or column of squares. */
function derivative(direction: number, y: number, x: number): number {
  const across = isInner(y) ? sideOf(x) : 0
  const down = isInner(x) ? sideOf(y) : 0
  const [alongX, alongY] = [
    [1, 0],
    [0, 1],
    [Math.SQRT1_2, Math.SQRT1_2],
    [Math.SQRT1_2, -Math.SQRT1_2],
  ][direction]
  return (alongX * across + alongY * down) / square ** 2
}

const isInner = (place: number) => Math.floor(place / square) === 1
const sideOf = (place: number) => Math.floor(place / square) - 1

/** Each direction less the one at right angles, [out, in]. */
export const outlineContrast = [1, -1, 0, 0, -1, 1, 0, 0, 0, 0, 1, -1, 0, 0, -1, 1]
