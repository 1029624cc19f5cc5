/** Rows that are looked at again and again stay where the kernels take them. */
import { RowKernels } from './row-kernels.ts'

/** Room for some more than asked for: the next rows are often a few more. */
const spareShare = 1.25

let latest: { rows: Float32Array; width: number; mostRows: number; kernels: RowKernels } | null = null

/**
 * The kernels with `rows` [n, width] in them, good until other rows are asked for. The same array is not read twice in
 * a row, so it may not change.
 */
export function residentRows(rows: Float32Array, width: number): RowKernels {
  if (latest?.rows === rows) return latest.kernels
  const count = rows.length / width
  const hasRoom = latest?.width === width && latest.mostRows >= count
  const { kernels, mostRows } = hasRoom ? latest! : roomFor(width, Math.ceil(count * spareShare))
  kernels.load(rows)
  latest = { rows, width, mostRows, kernels }
  return kernels
}

const roomFor = (width: number, mostRows: number) => ({ mostRows, kernels: new RowKernels(width, mostRows) })
