import { expect, test, vi } from 'vitest'
import { shareTelling, type ToldShare } from './share-telling.ts'

test('is told at once, then four times a second, with the time left when it can be known', () => {
  vi.useFakeTimers({ toFake: ['performance'] })
  const told: ToldShare[] = []
  const tellShare = shareTelling((one) => void told.push(one))
  for (const [afterMs, share] of [
    [100, 0.01],
    [249, 0.1],
    [1, 0.25],
    [50, 0.3],
    [350, 0.5],
  ]) {
    vi.advanceTimersByTime(afterMs)
    tellShare(share)
  }
  vi.useRealTimers()
  expect(told).toEqual([
    { progress: 0.01, remainingMs: null },
    { progress: 0.25, remainingMs: 1050 },
    { progress: 0.5, remainingMs: 750 },
  ])
})
