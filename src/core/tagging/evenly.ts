/** Places among `count`, evenly from first to last: so many, or all where there are no more. */
export const evenPlaces = (count: number, most: number): Int32Array =>
  new Int32Array(Math.min(count, most)).map((_, i) => (count <= most ? i : Math.floor((i * count) / most)))
