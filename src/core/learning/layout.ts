/**
 * Where in a photo which colours are: mean colours of a coarse grid, less the mean of all of them, at unit length. An
 * encoder's features are means over all places and tell nothing of it, while photos of one kind are often composed alike.
 * The search space has it beside the features (docs/learning.md). Pure.
 */

/** Cells a side. */
export const layoutSide = 4
/** [cell row, cell column, RGB]. */
export const layoutSize = 3 * layoutSide ** 2

/** [layoutSide, S]: weights of S places in the mean of each cell, by how much of a place lies in it. */
export function cellWeights(S: number): Float32Array {
  const weights = new Float32Array(layoutSide * S)
  const width = S / layoutSide
  for (let cell = 0; cell < layoutSide; cell++) {
    for (let place = 0; place < S; place++) {
      const inside = Math.min(place + 1, (cell + 1) * width) - Math.max(place, cell * width)
      weights[cell * S + place] = Math.max(inside, 0) / width
    }
  }
  return weights
}
