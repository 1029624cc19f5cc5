/** Of `all` so many, evenly from first to last; all where they are no more. */
export const evenly = (all: Int32Array, most: number): Int32Array =>
  all.length <= most ? all : all.subarray(0, most).map((_, i) => all[Math.floor((i * all.length) / most)])
