import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { Pace } from './pace.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

it('is fast by pixels a millisecond, and slow again when it slows down or stands still', () => {
  const told: boolean[] = []
  const pace = new Pace((isFast) => told.push(isFast))
  pace.moved(0, 0)
  pace.moved(30, 16)
  expect(told).toEqual([])
  pace.moved(930, 32)
  pace.moved(1830, 48)
  expect(told).toEqual([true])
  pace.moved(1850, 64)
  expect(told).toEqual([true, false])
  pace.moved(2750, 80)
  vi.advanceTimersByTime(60)
  expect(told).toEqual([true, false, true, false])
})

it('is not fast by a leap after a rest, whose end is looked at, but by the next one that follows at once', () => {
  const told: boolean[] = []
  const pace = new Pace((isFast) => told.push(isFast))
  pace.moved(50_000, 1000)
  pace.moved(90_000, 2000)
  expect(told).toEqual([])
  pace.moved(95_000, 2016)
  expect(told).toEqual([true])
})
