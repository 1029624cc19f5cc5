/** Of each photo the best: all of it or a region. */
import { expect, it } from 'vitest'
import { betterOf, noRegions, takeBest } from './best-region.ts'

const scored = (scores: number[], nearest = scores) => ({
  scores: Float32Array.from(scores),
  nearest: Float32Array.from(nearest),
})

it('is the region with the highest score, the first of equal ones, whatever row it is of', () => {
  const best = noRegions(3)
  takeBest(best, 2, scored([0.1, 0.25, 0.25, 9, 0.5, 0.75]), 0, 3)
  takeBest(best, 0, scored([0.1, 0.25, 0.25, 9, 0.5, 0.75]), 4, 2)
  expect([...best.regions]).toEqual([1, -1, 1])
  expect([...best.scores]).toEqual([0.75, -Infinity, 0.25])
})

it('is all of the photo where no region is better, and where none is there', () => {
  const best = noRegions(4)
  takeBest(best, 0, scored([0.5, 0.75]), 0, 2)
  takeBest(best, 1, scored([0.25, 0.5]), 0, 2)
  takeBest(best, 2, scored([-0.75, -0.5]), 0, 2)
  const { scores, regions } = betterOf(scored([0.25, 0.5, -0.25, -0.5]), best)
  expect([...regions]).toEqual([1, -1, -1, -1])
  expect([...scores]).toEqual([0.75, 0.5, -0.25, -0.5])
  expect([...betterOf(scored([0.25, 0.5]), null).scores]).toEqual([0.25, 0.5])
})

it('is as near as its nearest, whichever is ranked by', () => {
  const best = noRegions(2)
  takeBest(best, 0, scored([0.25, 0], [0.25, 0.75]), 0, 2)
  const { nearest, regions } = betterOf(scored([0.5, 0], [0.5, -1]), best)
  expect([[...nearest], [...regions]]).toEqual([
    [0.75, -1],
    [-1, -1],
  ])
})
