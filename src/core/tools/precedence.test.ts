import { expect, test } from 'vitest'
import { createPrecedence } from './precedence.ts'

test('others wait for what is going on, also where it fails, and for nothing otherwise', async () => {
  const precedence = createPrecedence()
  expect(precedence.passed()).toBeUndefined()
  let fail = (_error: Error) => {}
  const work = precedence.during(() => new Promise((_, reject) => (fail = reject)))
  const order: string[] = []
  const waited = precedence.passed()!.then(() => order.push('others'))
  work.catch(() => order.push('answered'))
  await Promise.resolve()
  expect(order).toEqual([])
  fail(new Error('no'))
  await waited
  expect(order).toEqual(['answered', 'others'])
  expect(precedence.passed()).toBeUndefined()
})
