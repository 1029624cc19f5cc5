/**
 * [cells, S]: weights of S places in the mean of each of `cells` equal parts, by how much of a place lies in it. Pure.
 */
export function cellWeights(cells: number, S: number): Float32Array {
  const weights = new Float32Array(cells * S)
  const width = S / cells
  for (let cell = 0; cell < cells; cell++) {
    for (let place = 0; place < S; place++) {
      const inside = Math.min(place + 1, (cell + 1) * width) - Math.max(place, cell * width)
      weights[cell * S + place] = Math.max(inside, 0) / width
    }
  }
  return weights
}
