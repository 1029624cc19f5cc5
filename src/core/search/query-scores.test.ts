import { expect, test } from 'vitest'
import { similaritiesTo } from './nearest.ts'
import { queryScores, type Examples } from './query-scores.ts'

/** On the circle, at these degrees. */
const at = (...degrees: number[]) =>
  Float32Array.from(degrees.flatMap((angle) => [Math.cos((angle / 180) * Math.PI), Math.sin((angle / 180) * Math.PI)]))
const scoresOf = (examples: Examples, rows: Float32Array) =>
  queryScores(examples, (vector) => similaritiesTo(vector, rows))
const cos = (degrees: number) => expect.closeTo(Math.cos((degrees / 180) * Math.PI))

test('one example: its similarities', async () => {
  const { scores, nearest } = await scoresOf({ plus: [at(0)], minus: [] }, at(0, 60))
  expect([[...scores], [...nearest]]).toEqual([
    [cos(0), cos(60)],
    [cos(0), cos(60)],
  ])
})

test('several: scored by their middle, and the nearest of them', async () => {
  const { scores, nearest } = await scoresOf({ plus: [at(0), at(90)], minus: [] }, at(0, 45, 120))
  expect([...scores]).toEqual([cos(45), cos(0), cos(75)])
  expect([...nearest]).toEqual([cos(0), cos(45), cos(30)])
})

test('minus takes off what a photo is nearer to it, and moves no other', async () => {
  const { scores, nearest } = await scoresOf({ plus: [at(0)], minus: [at(90), at(180)] }, at(0, 30, 60))
  const [of60, minus60] = [Math.cos(Math.PI / 3), Math.cos(Math.PI / 6)]
  expect([...scores]).toEqual([cos(0), cos(30), expect.closeTo(of60 - (minus60 - of60))])
  expect([...nearest]).toEqual([cos(0), cos(30), -1])
})
