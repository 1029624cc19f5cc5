/** Rows at these places of [N, size], one after the other. */
export function rowsAt(rows: Float32Array, places: number[], size: number): Float32Array {
  const taken = new Float32Array(places.length * size)
  places.forEach((from, to) => taken.set(rows.subarray(from * size, (from + 1) * size), to * size))
  return taken
}
