import { setImmediate } from 'node:timers'
import { expect, it } from 'vitest'
import { Random } from '../learning/random.ts'
import { sortInTurns } from './sort-in-turns.ts'

it('sorts as Array.sort does, what is alike in the order in which it came, with turns for others', async () => {
  const random = new Random(3)
  const items = Array.from({ length: 5321 }, (_, at) => ({ at, value: random.integer(40) }))
  let turnCount = 0
  let isDone = false
  const count = (): void => void (isDone || (turnCount++, setImmediate(count)))
  count()
  const sorted = await sortInTurns(items, (a, b) => a.value - b.value)
  isDone = true
  expect(sorted).toEqual([...items].sort((a, b) => a.value - b.value))
  expect(turnCount).toBeGreaterThan(15)
  expect(await sortInTurns([], () => 0)).toEqual([])
})
