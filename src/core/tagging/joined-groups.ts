/** Groups that were found among some rows, joined by the other rows that lie as near to their means. Pure. */
import { similaritiesTo } from '../search/nearest.ts'
import type { PhotoGroup } from './photo-groups.ts'

/**
 * `groups` are of rows in `known`; every other of `rows` [N, D], unit rows, joins the group to whose mean it is most
 * similar, where it is as similar as half of that group's own. Cost N·G·D.
 */
export function joinedGroups(groups: PhotoGroup[], rows: Float32Array, D: number, known: Set<number>): PhotoGroup[] {
  if (known.size * D === rows.length || groups.length === 0) return groups
  const means = new Float32Array(groups.length * D)
  groups.forEach((group, g) => means.set(meanOf(group, rows, D), g * D))
  const least = groups.map((group, g) => medianOf(group, rows, D, means.subarray(g * D, (g + 1) * D)))
  const joining = groups.map((): number[] => [])
  for (let row = 0; row * D < rows.length; row++) {
    if (known.has(row)) continue
    const similarities = similaritiesTo(rows.subarray(row * D, (row + 1) * D), means)
    const nearest = similarities.indexOf(Math.max(...similarities))
    if (similarities[nearest] >= least[nearest]) joining[nearest].push(row)
  }
  return groups.map((group, g) => Int32Array.of(...group, ...joining[g]))
}

function meanOf(group: PhotoGroup, rows: Float32Array, D: number): Float32Array {
  const sum = new Float32Array(D)
  for (const row of group) for (let d = 0; d < D; d++) sum[d] += rows[row * D + d]
  const length = Math.sqrt(sum.reduce((squares, value) => squares + value * value, 0)) || 1
  return sum.map((value) => value / length)
}

function medianOf(group: PhotoGroup, rows: Float32Array, D: number, mean: Float32Array): number {
  const similarities = Float32Array.from(group, (row) => similaritiesTo(mean, rows.subarray(row * D, (row + 1) * D))[0])
  return similarities.sort()[Math.floor(similarities.length / 2)]
}
