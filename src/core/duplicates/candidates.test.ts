import { expect, test } from 'vitest'
import { candidatePairs, relation, takenAt } from './candidates.ts'

const graph = {
  count: 2,
  neighbours: Int32Array.of(1, 2, 0, -1, 0, -1, -1, -1),
  similarities: Float32Array.of(0.9, 0.2, 0.9, 0, 0.4, 0, 0, 0),
}

test('near ones are pairs once, far ones only where they were taken within seconds', () => {
  const undated = new Float64Array(4).fill(NaN)
  expect([...candidatePairs(graph, { takenAtMs: undated }, 0.3)]).toEqual([0, 1, 0, 2])
  const takenAtMs = Float64Array.of(NaN, 90_000, 2000, 4000)
  expect([...candidatePairs(graph, { takenAtMs }, 0.3)]).toEqual([0, 1, 0, 2, 2, 3])
})

test('only a camera’s clock tells of a moment', () => {
  expect(takenAt(5, 'taken')).toBe(5)
  for (const origin of ['written', 'file name', 'file time', null] as const) expect(takenAt(5, origin)).toBeNaN()
})

test.each([
  ['unknown times', NaN, 1000, true, false],
  ['the same second, parts dropped by one', 1250, 1000, true, true],
  ['other parts of one second', 1250, 1500, false, true],
  ['another second', 1000, 3000, false, true],
  ['another minute', 1000, 70_000, false, false],
])('%s', (_, one, other, canBeShot, canBeMoment) => expect(relation(one, other)).toEqual({ canBeShot, canBeMoment }))
