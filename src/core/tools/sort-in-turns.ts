/** Sorting that lets others have their turn: what is long to sort is sorted in parts, which are then merged. */
import { setImmediate as turn } from 'node:timers/promises'

/** Items that are sorted or merged between two turns: a millisecond or two. */
const atOnce = 1000

/** A sorted copy; items that compare as 0 stay in their order. */
export async function sortInTurns<Item>(items: Item[], compare: (a: Item, b: Item) => number): Promise<Item[]> {
  let runs: Item[][] = []
  for (let from = 0; from < items.length; from += atOnce) {
    runs.push(items.slice(from, from + atOnce).sort(compare))
    await turn()
  }
  while (runs.length > 1) {
    const merged: Item[][] = []
    for (let at = 0; at < runs.length; at += 2) merged.push(await merge(runs[at], runs[at + 1] ?? [], compare))
    runs = merged
  }
  return runs[0] ?? []
}

async function merge<Item>(left: Item[], right: Item[], compare: (a: Item, b: Item) => number): Promise<Item[]> {
  const merged: Item[] = []
  for (let [l, r] = [0, 0]; l < left.length || r < right.length;) {
    const isLeft = r >= right.length || (l < left.length && compare(left[l], right[r]) <= 0)
    merged.push(isLeft ? left[l++] : right[r++])
    if (merged.length % atOnce === 0) await turn()
  }
  return merged
}
