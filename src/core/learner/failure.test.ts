import { expect, test } from 'vitest'
import { LearningDiverged } from '../learning/trainer.ts'
import { failureOf } from './failure.ts'

test('a full disk is told as one, with the folder and what to do', () => {
  const full = Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC', syscall: 'write' })
  const { code, message } = failureOf(full, '/photos/models/3')
  expect(code).toBe('DISK_FULL')
  expect(message).toMatch(/disk with \/photos\/models\/3 is full.*last checkpoint/)
})

test('a file that is larger than its file system allows is told as that', () => {
  const large = Object.assign(new Error('EFBIG: file too large, write'), { code: 'EFBIG', syscall: 'write' })
  const { code, message } = failureOf(large, '/photos/models/3')
  expect(code).toBe('DISK_FULL')
  expect(message).toMatch(/file system with \/photos\/models\/3 allows no file that large.*last checkpoint/)
})

test("anything else is the learner's, in its own words", () => {
  expect(failureOf(new Error('no such slot'), '/')).toEqual({ code: 'LEARNER_FAILED', message: 'no such slot' })
  expect(failureOf('thrown bare', '/').message).toBe('thrown bare')
  expect(failureOf(new LearningDiverged('The loss is no number.'), '/').message).toMatch(/lower learning rate/)
})
