import { describe, expect, it } from 'vitest'
import type { AuditedCutoff } from './domain.ts'
import {
  auditedInWords,
  cutoffInWords,
  cutoffSteps,
  nearestStep,
  renewalInWords,
  resultInWords,
  runInWords,
} from './tagging-words.ts'

const step = { count: 1204, precision: null, bound: null, auditId: null }
const audited: AuditedCutoff = { count: 120, askedCount: 30, rightCount: 29, bound: 0.869, state: 'passed' }
describe('a cut-off in words', () => {
  it('says the range that is estimated', () => {
    expect(cutoffInWords({ ...step, precision: { low: 0.8, high: 0.92 } })).toBe(
      '1,204 photos, about 80 to 92\u00a0% right',
    )
    expect(cutoffInWords({ ...step, precision: { low: 0.903, high: 0.908 } })).toBe(
      '1,204 photos, about 90\u00a0% right',
    )
  })
  it('asks for marks where nothing is known', () => {
    expect(cutoffInWords({ ...step, count: 1 })).toBe('1 photo; mark a few more to learn how many are right')
  })
  it('never rounds up what was checked, and never to all', () => {
    expect(cutoffInWords({ ...step, bound: 0.899 })).toBe('1,204 photos, at least 89\u00a0% right (checked)')
    expect(cutoffInWords({ ...step, precision: { low: 0.5, high: 0.999 } })).toContain('50 to 99\u00a0%')
    expect(cutoffInWords({ ...step, bound: 0.29 })).toContain('29\u00a0%')
  })
})

describe('the places of the slider', () => {
  const cutoffs = [10, 100, 1000].map((count) => ({ count, precision: null }))
  it('are the cut-offs of the ranking', () => {
    expect(cutoffSteps(cutoffs, null).map(({ count }) => count)).toEqual([10, 100, 1000])
  })
  it('have the loosest that an audit has shown among them, in its order', () => {
    const audit = {
      auditId: 7,
      cutoffs: [{ ...audited, count: 50 }, audited, { ...audited, count: 400, state: 'failed' as const, bound: null }],
    }
    const steps = cutoffSteps(cutoffs, audit)
    expect(steps.map(({ count }) => count)).toEqual([10, 100, 120, 1000])
    expect(steps[2]).toMatchObject({ bound: 0.869, auditId: 7 })
  })
  it('take the place of a cut-off of as many photos', () => {
    const steps = cutoffSteps(cutoffs, { auditId: 7, cutoffs: [{ ...audited, count: 100 }] })
    expect(steps.map(({ count, auditId }) => [count, auditId])).toEqual([
      [10, null],
      [100, 7],
      [1000, null],
    ])
  })
  it('are as before where an audit has shown nothing', () => {
    const cutoff = { ...audited, state: 'failed' as const, bound: null }
    expect(cutoffSteps(cutoffs, { auditId: 7, cutoffs: [cutoff] })).toHaveLength(3)
  })
  it('are found by the nearest number of photos', () => {
    const steps = cutoffSteps(cutoffs, null)
    expect([0, 55, 56, 700, 9999].map((count) => nearestStep(steps, count))).toEqual([0, 0, 1, 2, 2])
    expect(nearestStep([], 5)).toBe(0)
  })
})

describe('an audit in words', () => {
  it('tells each state of a cut-off', () => {
    const words = (cutoff: Partial<AuditedCutoff>) => auditedInWords({ ...audited, ...cutoff }, 0.9)
    expect(words({})).toBe('First 120 photos: at least 86\u00a0% right')
    expect(words({ state: 'failed', bound: null })).toBe('First 120 photos: not shown to be 90\u00a0% right')
    expect(words({ state: 'open', bound: null })).toBe('First 120 photos: 29 of 30 right so far')
    expect(words({ state: 'open', bound: null, askedCount: 0, rightCount: 0 })).toBe('First 120 photos: not asked yet')
  })
})

describe('what came of an audit', () => {
  it('is the loosest cut-off that was shown, if any', () => {
    const cutoffs = [
      { ...audited, count: 50 },
      audited,
      { ...audited, count: 900, state: 'failed' as const, bound: null },
    ]
    expect(resultInWords({ cutoffs, wanted: 0.9 })).toBe('Of the first 120 photos at least 86\u00a0% are right')
    expect(resultInWords({ cutoffs: [cutoffs[2]], wanted: 0.9 })).toBe('It was not shown that 90\u00a0% are right')
  })
})

describe('a run in words', () => {
  it('says what was checked or estimated, and nothing where nothing is known', () => {
    expect(runInWords({ estimate: { bound: 0.86 } })).toBe('at least 86\u00a0% right (checked)')
    expect(runInWords({ estimate: { low: 0.5, high: 0.6 } })).toBe('about 50 to 60\u00a0% right when it was made')
    expect(runInWords({ estimate: null })).toBe('')
  })
})

it('what a newer model would change', () => {
  const about = { modelVersion: 2, going: [], coming: [] }
  const precision = { low: 0.8, high: 0.92 }
  expect(renewalInWords({ ...about, foundCount: 120, goingCount: 9, precision })).toBe(
    'The model has changed since: of 120 found photos 9 would go and as many others come, about 80 to 92\u00a0% right.',
  )
  expect(renewalInWords({ ...about, foundCount: 1, goingCount: 0, precision: null })).toBe(
    'The model has changed since: of 1 found photo all would stay.',
  )
})
