import { setTimeout as wait } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { kept } from './kept.ts'

test('loaded once for all who ask at a time, and again after it was forgotten', async () => {
  let count = 0
  const value = kept(async () => ++count)
  expect(await Promise.all([value.get(), value.get()])).toEqual([1, 1])
  value.forget()
  expect(await value.get()).toBe(2)
})

test('answers while it is forgotten all the time, with what was loaded after the question', async () => {
  let count = 0
  const value = kept(async () => {
    const mine = ++count
    await wait(30)
    return mine
  })
  const timer = setInterval(value.forget, 5)
  const asked = value.get()
  expect(await asked).toBeLessThanOrEqual(3)
  clearInterval(timer)
})

test('what failed is tried again', async () => {
  let count = 0
  const value = kept(async () => {
    if (++count === 1) throw new Error('not yet')
    return count
  })
  await expect(value.get()).rejects.toThrow('not yet')
  expect(await value.get()).toBe(2)
})
