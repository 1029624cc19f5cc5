/** Which photos a graph is of, as a library changes; and that threads end. */
import { afterEach, beforeEach, expect, test } from 'vitest'
import { MemoryBank } from '../learning/memory-bank.ts'
import { Random } from '../learning/random.ts'
import type { SearchSpace } from '../search/search-space.ts'
import { createLibraryGraph, type LibraryGraph } from './library-graph.ts'

const D = 8
const all = MemoryBank.random(13_000, D, new Random(3)).rows

/** The first photos of the library. */
function spaceOf(count: number, modelVersion = 1): SearchSpace {
  const rows = new Float32Array(new SharedArrayBuffer(count * D * 4))
  rows.set(all.subarray(0, count * D))
  return {
    basis: 'encoder',
    modelVersion,
    size: D,
    rows,
    photoIds: Int32Array.from({ length: count }, (_, i) => i + 1),
    rowOf: new Map(),
  }
}

let graphs: LibraryGraph

beforeEach(() => (graphs = createLibraryGraph()))
afterEach(() => graphs.close())

const countOf = async (space: SearchSpace) => (await graphs.of(space)).photoIds.length

test('of one space it is made once, and of a small library for every change', async () => {
  const space = spaceOf(300)
  expect(await graphs.of(space)).toBe(await graphs.of(space))
  expect(await countOf(spaceOf(301))).toBe(301)
})

test('of a large library it serves while few photos come, is made anew behind when more do, and for another model', async () => {
  expect(await countOf(spaceOf(12_000))).toBe(12_000)
  expect(await countOf(spaceOf(12_200))).toBe(12_000)
  const grown = spaceOf(12_900)
  expect(await countOf(grown)).toBe(12_000)
  await expect.poll(() => countOf(spaceOf(12_900))).toBe(12_900)
  expect((await graphs.of(spaceOf(12_000, 2))).photoIds).toHaveLength(12_000)
})

test('closing ends what is being made, in words', async () => {
  const making = graphs.of(spaceOf(13_000))
  making.catch(() => {})
  await graphs.close()
  await expect(making).rejects.toMatchObject({ code: 'INTERNAL' })
})
