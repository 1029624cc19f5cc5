/** Numbers and dates as people read them. Pure. */
import type { LeftOut } from './domain.ts'

const wholeNumber = new Intl.NumberFormat('en-GB', { maximumFractionDigits: 0 })

/** 12345 -> "12,345". */
export const formatCount = (count: number): string => wholeNumber.format(count)

/** "1 photo", "12 photos". */
export const countOf = (count: number, singular: string, plural = `${singular}s`): string =>
  `${formatCount(count)} ${count === 1 ? singular : plural}`

/** "3 folders, 12 photos"; empty where nothing is left out. */
export function leftOutInWords(leftOut: Pick<LeftOut, 'folderCount' | 'fileCount'>[]): string {
  const sum = (key: 'folderCount' | 'fileCount') => leftOut.reduce((total, each) => total + each[key], 0)
  const [folders, files] = [sum('folderCount'), sum('fileCount')]
  return [folders > 0 && countOf(folders, 'folder'), files > 0 && countOf(files, 'photo')].filter(Boolean).join(', ')
}

/** A share in [0, 1] as whole per cent; 0.999 stays below 100 %. */
export const formatPercent = (share: number): string =>
  `${share < 1 ? Math.min(99, Math.round(share * 100)) : 100}\u00a0%`

/** A cosine similarity in [-1, 1] with two decimals and a real minus sign. */
export const formatSimilarity = (similarity: number): string =>
  similarity
    .toFixed(2)
    .replace(/^-(?!0\.00)/, '−')
    .replace('-', '')

/** Milliseconds as "8 s", "3 min 20 s", "2 h 5 min". */
export function formatDuration(durationMs: number): string {
  const seconds = Math.max(0, Math.round(durationMs / 1000))
  if (seconds < 60) return `${seconds} s`
  const minutes = Math.floor(seconds / 60)
  if (minutes < 10) return seconds % 60 === 0 ? `${minutes} min` : `${minutes} min ${seconds % 60} s`
  if (minutes < 60) return `${minutes} min`
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`
}

/** How long an answer took: "57 ms", "2.1 s", then as any duration. */
export function formatAnswerTime(durationMs: number): string {
  if (durationMs < 999.5) return `${Math.max(1, Math.round(durationMs))} ms`
  return durationMs < 9_950 ? `${(durationMs / 1000).toFixed(1)} s` : formatDuration(durationMs)
}

/** Bytes as "820 kB", "3.4 MB". */
export function formatBytes(sizeBytes: number): string {
  if (sizeBytes < 1000) return `${sizeBytes} B`
  if (sizeBytes < 1e6) return `${Math.round(sizeBytes / 1e3)} kB`
  if (sizeBytes < 1e9) return `${(sizeBytes / 1e6).toFixed(1)} MB`
  return `${(sizeBytes / 1e9).toFixed(1)} GB`
}

/** Photos per second: one decimal below ten. */
export const formatRate = (perSecond: number): string =>
  perSecond < 10 ? perSecond.toFixed(1) : formatCount(perSecond)

/** A capture date is the camera's local time read as UTC, so it is shown in UTC. */
export const formatCaptureDate = (atMs: number): string =>
  new Date(atMs).toLocaleString('en-GB', { dateStyle: 'long', timeStyle: 'short', timeZone: 'UTC' })

/** "2024-03" as "March 2024". */
export const formatMonth = (month: string): string =>
  month === ''
    ? 'Without a date'
    : new Date(`${month}-01`).toLocaleString('en-GB', { month: 'long', year: 'numeric', timeZone: 'UTC' })

/** A moment on this machine's clock. */
export const formatMoment = (atMs: number): string =>
  new Date(atMs).toLocaleString('en-GB', { dateStyle: 'medium', timeStyle: 'short' })
