/** How far a command is, told beside what it prints. */
import { formatCount, formatDuration } from '../shared/format.ts'

/** Without a terminal nobody is told more often than this. */
const lineIntervalMs = 10_000
let toldAtMs = performance.now()

/** On a terminal a line that rewrites itself; elsewhere a line every ten seconds. */
export function showProgress(line: string): void {
  if (process.stderr.isTTY) return void process.stderr.write(`\r\u001b[K${line}`)
  if (performance.now() - toldAtMs < lineIntervalMs) return
  toldAtMs = performance.now()
  process.stderr.write(`${line}\n`)
}

/** A line that stays, whatever comes after. */
export function tellAside(line: string): void {
  endProgress()
  process.stderr.write(`${line}\n`)
}

export function endProgress(): void {
  if (process.stderr.isTTY) process.stderr.write('\r\u001b[K')
}

/** "3 min 20 s left". */
export const timeLeft = (remainingMs: number | null): string =>
  remainingMs === null ? 'time left unknown' : `${formatDuration(remainingMs)} left`

/** "1,200 of 100,000". */
export const ofTotal = (doneCount: number, totalCount: number): string =>
  `${formatCount(doneCount)} of ${formatCount(totalCount)}`
