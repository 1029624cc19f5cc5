import { expect, test } from 'vitest'
import { LossCurve } from './loss-curve.ts'

test('a long run keeps its beginning: points of equal width, whose mean is the mean of all', () => {
  const curve = new LossCurve()
  for (let step = 1; step <= 6400; step++) curve.add(step, step)
  expect(curve.points.length).toBeGreaterThanOrEqual(200)
  expect(curve.points.length).toBeLessThan(400)
  const widths = curve.points.map(({ step }, i) => step - (curve.points[i - 1]?.step ?? 0))
  expect(new Set(widths).size).toBe(1)
  curve.points.forEach(({ step, loss }) => expect(loss).toBeCloseTo(step - (widths[0] - 1) / 2, 6))
})

test('resumed from its points it goes on at the same width', () => {
  const first = new LossCurve()
  for (let step = 1; step <= 1000; step++) first.add(step, 1)
  const second = new LossCurve(first.points)
  const { step: last } = first.points.at(-1)!
  for (let step = last + 1; step <= last + 40; step++) second.add(step, 2)
  const width = first.points[1].step - first.points[0].step
  expect(second.points.at(-1)!.step - second.points.at(-2)!.step).toBe(width)
  expect(second.points.at(-1)!.loss).toBe(2)
})
