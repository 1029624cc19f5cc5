/** What learning does, what a model has seen and how it did in its check, as people say it. Pure. */
import type { LabelAgreement, ModelScores, ModelSummary, TrainingStatus } from './domain.ts'
import { countOf, formatCount, formatDuration, formatPercent, formatRate } from './format.ts'

/** Fewer marks than this say nothing. */
const fewestMarks = 5

/** "once", "twice", "12 times". */
const times = (count: number): string => ['', 'once', 'twice'][count] || `${formatCount(count)} times`

/** "Step 1 of 2: Looking at every photo"; what is not going on has no steps. */
export function phaseInWords({ state, phase, stage }: TrainingStatus): string {
  return stage && state === 'running' ? `Step ${stage.number} of ${stage.count}: ${phase}` : phase
}

/** "On the processor, 510 photos a second, 4 minutes left"; of what is not known yet, or is over, nothing. */
export function paceInWords({ processor, photosPerSecond, remainingMs, stage, isFinishing }: TrainingStatus): string {
  const parts = [
    processor && placeInWords(processor),
    photosPerSecond > 0 && !isFinishing && `${formatRate(photosPerSecond)} photos a second`,
    remainingMs !== null && `${timeInWords(remainingMs)} left${stage ? ' of this step' : ''}`,
  ].filter(Boolean)
  const words = parts.join(', ')
  return words.charAt(0).toUpperCase() + words.slice(1)
}

/** Of "ONNX Runtime on the processor, 2 threads (why)". */
function placeInWords(processor: string): string | null {
  const [place] = processor.split('(')
  if (/processor|\bcpu\b/i.test(place)) return 'on the processor'
  return /graphics|gpu|cuda|directml/i.test(place) ? 'on the graphics card' : null
}

function timeInWords(durationMs: number): string {
  const minutes = Math.round(durationMs / 60_000)
  if (minutes === 0) return 'less than a minute'
  return minutes < 60 ? countOf(minutes, 'minute') : formatDuration(durationMs)
}

/** What the run has seen so far; empty before it has begun. */
export function seenInWords({ epoch, photoCount, step }: TrainingStatus): string {
  if (step === 0 || photoCount === 0) return ''
  if (epoch === 0) return `Is looking at each of your ${countOf(photoCount, 'photo')} for the first time.`
  return `Has looked at each of your ${countOf(photoCount, 'photo')} ${times(epoch)}.`
}

/** What a model was made from. */
export function originInWords({ origin, photoCount, trainingSeconds, visitCount }: ModelSummary): string {
  const photos = countOf(photoCount, 'photo')
  if (origin === 'starter') return `Came with Semblance; has looked at your ${photos}, but not learnt from them`
  if (origin === 'imported') return `Brought in from a file; has looked at your ${photos}`
  const duration = formatDuration(trainingSeconds * 1000)
  if (origin === 'refined') return `Refined with your marks in ${duration}; has looked at your ${photos}`
  const visits = visitCount !== null && visitCount >= 1 ? `, each looked at ${times(Math.round(visitCount))}` : ''
  return `Learnt from your ${photos} for ${duration}${visits}`
}

/** What was measured when it was made, each with how the model before did. */
export function scoresInWords(scores: ModelScores | null): string[] {
  if (!scores) return []
  const { agreement, agreementBefore, viewAgreement, viewAgreementBefore } = scores
  const before = (earlier?: LabelAgreement | null) =>
    earlier ? ` (the model before: ${formatPercent(earlier.share)})` : ''
  const words: string[] = []
  if (viewAgreement)
    words.push(
      `Recognises an edited copy ${formatPercent(viewAgreement.share)} of the time${before(viewAgreementBefore)}`,
    )
  if (agreement.count >= fewestMarks)
    words.push(
      `Agrees with ${formatPercent(agreement.share)} of ${formatCount(agreement.count)} marks${before(agreementBefore)}`,
    )
  return words
}
