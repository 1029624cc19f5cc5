/** How a query was read, in words for its chips. Pure. */
import { countOf, formatMonth } from '../../shared/format.ts'
import { anyTime, type DateRange } from './date-range.ts'

const dayMs = 86_400_000
const dayInWords = (atMs: number): string =>
  new Date(atMs).toLocaleString('en-GB', { dateStyle: 'long', timeZone: 'UTC' })
const monthInWords = (atMs: number): string => formatMonth(new Date(atMs).toISOString().slice(0, 7))
const isFirst = (atMs: number): boolean => new Date(atMs).getUTCDate() === 1
const yearOf = (atMs: number): number => new Date(atMs).getUTCFullYear()
const isNewYear = (atMs: number): boolean => isFirst(atMs) && new Date(atMs).getUTCMonth() === 0

/** "2023", "May 2023", "June to August 2026", "14 May 2023", "1 to 7 May 2023". */
export function rangeInWords({ fromMs, toMs }: DateRange): string {
  if (fromMs === anyTime.fromMs) return `Before ${dayInWords(toMs)}`
  if (toMs === anyTime.toMs) return `From ${dayInWords(fromMs)} on`
  const lastMs = toMs - dayMs
  if (isNewYear(fromMs) && isNewYear(toMs)) return fromTo(String(yearOf(fromMs)), String(yearOf(lastMs)))
  return isFirst(fromMs) && isFirst(toMs)
    ? fromTo(monthInWords(fromMs), monthInWords(lastMs))
    : fromTo(dayInWords(fromMs), dayInWords(lastMs))
}

/** What both end with (the year) is said once. */
function fromTo(from: string, to: string): string {
  if (from === to) return from
  const [words, last] = [from.split(' '), to.split(' ')]
  const isShared = words.length > 1 && words.at(-1) === last.at(-1)
  return `${(isShared ? words.slice(0, -1) : words).join(' ')} to ${to}`
}

/** 0 to 5. */
export function starsInWords(least: number, most: number): string {
  if (least === most) return countOf(least, 'star')
  if (most === 5) return `${countOf(least, 'star')} or more`
  return least === 0 ? `${countOf(most, 'star')} or fewer` : `${least} to ${countOf(most, 'star')}`
}

/** What a person may have meant, of a few that are alike at their beginning. */
export function alike(names: readonly string[], typed: string): string {
  const near = names.filter((name) => name.toLowerCase().includes(typed.slice(0, 3).toLowerCase())).slice(0, 3)
  return near.length > 0 ? ` There is ${near.map((name) => `“${name}”`).join(', ')}.` : ''
}
