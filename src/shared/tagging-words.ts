/** Precision, cut-offs and reasons as people read them: always in words, never a bare number. Pure. */
import type { AuditedCutoff, AuditStatus, Cutoff, PrecisionRange, Renewal, ReviewReason, TagRun } from './domain.ts'
import { countOf, formatCount } from './format.ts'

/** Whole per cent; less than all is never 100, and what is promised is never rounded up. */
const whole = (share: number): number => (share < 1 ? Math.min(99, Math.floor(share * 100 + 1e-9)) : 100)
const percent = (share: number): string => `${whole(share)}\u00a0%`

/** "at least 86 % right (checked)". */
const boundInWords = (bound: number): string => `at least ${percent(bound)} right (checked)`

/** "about 80 to 92 % right", by the marks alone. */
function precisionInWords({ low, high }: PrecisionRange): string {
  return whole(low) === whole(high) ? `about ${percent(low)} right` : `about ${whole(low)} to ${percent(high)} right`
}

/** One place of the slider. `bound` and `auditId` are of a cut-off that an audit has shown. */
export interface CutoffStep extends Cutoff {
  bound: number | null
  auditId: number | null
}

/** "1,204 photos, about 80 to 92 % right". */
export function cutoffInWords({ count, precision, bound }: CutoffStep): string {
  const photos = countOf(count, 'photo')
  if (bound !== null) return `${photos}, ${boundInWords(bound)}`
  if (precision !== null) return `${photos}, ${precisionInWords(precision)}`
  return `${photos}; mark a few more to learn how many are right`
}

/** The slider's places, strict to loose: the ranking's cut-offs and the loosest that an audit has shown. */
export function cutoffSteps(
  cutoffs: readonly Cutoff[],
  audit: { auditId: number; cutoffs: readonly AuditedCutoff[] } | null,
): CutoffStep[] {
  const estimated = cutoffs.map((cutoff) => ({ ...cutoff, bound: null, auditId: null }))
  const shown = audit?.cutoffs.findLast(({ state, bound }) => state === 'passed' && bound !== null)
  if (audit === null || shown === undefined) return estimated
  const checked = { count: shown.count, precision: null, bound: shown.bound, auditId: audit.auditId }
  return [...estimated.filter(({ count }) => count !== shown.count), checked].sort((a, b) => a.count - b.count)
}

/** The place of `steps` nearest to a number of photos; of two as near the stricter one. */
export function nearestStep(steps: readonly CutoffStep[], count: number): number {
  const distances = steps.map((step) => Math.abs(step.count - count))
  return Math.max(0, distances.indexOf(Math.min(...distances)))
}

/** "First 120 photos: at least 86 % right". */
export function auditedInWords(cutoff: AuditedCutoff, wanted: number): string {
  const first = `First ${countOf(cutoff.count, 'photo')}`
  if (cutoff.state === 'passed' && cutoff.bound !== null) return `${first}: at least ${percent(cutoff.bound)} right`
  if (cutoff.state === 'failed') return `${first}: not shown to be ${percent(wanted)} right`
  if (cutoff.askedCount === 0) return `${first}: not asked yet`
  return `${first}: ${formatCount(cutoff.rightCount)} of ${formatCount(cutoff.askedCount)} right so far`
}

/** What came of an audit that has ended. */
export function resultInWords({ cutoffs, wanted }: Pick<AuditStatus, 'cutoffs' | 'wanted'>): string {
  const shown = cutoffs.findLast(({ state, bound }) => state === 'passed' && bound !== null)
  if (shown?.bound == null) return `It was not shown that ${percent(wanted)} are right`
  return `Of the first ${countOf(shown.count, 'photo')} at least ${percent(shown.bound)} are right`
}

/** What is known of how many photos of a run are right; an empty text where nothing is. */
export function runInWords({ estimate }: Pick<TagRun, 'estimate'>): string {
  if (estimate === null) return ''
  return 'bound' in estimate ? boundInWords(estimate.bound) : `${precisionInWords(estimate)} when it was made`
}

/** "The model has changed since: of 120 found photos 9 would go and 9 others come, about 80 to 92 % right." */
export function renewalInWords({ foundCount, goingCount, precision }: Renewal): string {
  const found = countOf(foundCount, 'found photo')
  const change = goingCount === 0 ? 'all would stay' : `${formatCount(goingCount)} would go and as many others come`
  const known = precision === null ? '' : `, ${precisionInWords(precision)}`
  return `The model has changed since: of ${found} ${change}${known}.`
}

export const reasonsInWords: Record<ReviewReason, string> = {
  likely: 'Likely',
  unsure: 'Unsure',
  random: 'Random check',
  typical: 'Typical of a group',
  contradicted: 'Its neighbours say otherwise',
}
