import { expect, test } from 'vitest'
import { Meter } from './meter.ts'

test('an epoch counts when all of its photos were seen', () => {
  const options = { budget: { epochs: 2 }, batchSize: 3, viewsPerPhoto: 2, processor: '', note: null, onProgress() {} }
  const meter = new Meter({ ...options, now: () => 0 })
  meter.photosPerEpoch = 6
  const epochs = [1, 2, 3, 4].map((step) => {
    meter.count({ step, epoch: 0, loss: 1 })
    return meter.report().epoch
  })
  expect(epochs).toEqual([0, 1, 1, 2])
  expect(meter.progress).toBe(1)
})
