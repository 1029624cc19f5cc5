/**
 * Days as a person writes them, read as a range: "2023", "may 2023", "last summer", "2022-05..2023-01", "yesterday".
 * A day is 00:00 UTC, as capture dates are the camera's local time read as UTC. Pure.
 */

/** From the first day on, before the second; either may be open. Milliseconds. */
export interface DateRange {
  fromMs: number
  toMs: number
}

export const anyTime: DateRange = { fromMs: -8.64e15, toMs: 8.64e15 }
const months = 'january february march april may june july august september october november december'.split(' ')
/** The month that each begins with; winter ends in the next year. */
const seasons = new Map(Object.entries({ spring: 3, summer: 6, autumn: 9, fall: 9, winter: 12 }))
const units = { day: 1, week: 7 } as const

/** Not by `Date.UTC`, to which the year 23 is 1923. */
const day = (year: number, month: number, date: number): number => new Date(0).setUTCFullYear(year, month - 1, date)
const monthsFrom = (year: number, month: number, count: number): DateRange => ({
  fromMs: day(year, month, 1),
  toMs: day(year, month + count, 1),
})
const daysFrom = (fromMs: number, count: number): DateRange => ({ fromMs, toMs: fromMs + count * 86_400_000 })

/** 1 to 12 by an English name or three letters or more of it; null where it is none. Folded. */
export function monthOf(word: string): number | null {
  const found = word.length < 3 ? -1 : months.findIndex((month) => month.startsWith(word))
  return found < 0 ? null : found + 1
}

/** By its whole name. */
export const namedMonth = (word: string): number | null => (months.includes(word) ? monthOf(word) : null)

const yearOf = (word: string): number | null => (/^(1[89]|20|21)\d\d$/.test(word) ? Number(word) : null)

/** Of a day that the calendar has. */
function dateOf(year: number, month: number, date: number): DateRange | null {
  const fromMs = day(year, month, date)
  const isReal = new Date(fromMs).getUTCMonth() === month - 1 && new Date(fromMs).getUTCDate() === date
  return isReal ? daysFrom(fromMs, 1) : null
}

/** "2023-05-14", "2023-05", "2023/5", "14.5.2023", "30 february 2023": looks like a date, and may be none. */
export function isLikeDate(text: string): boolean {
  const [, first, second] = /^(\w+) (\w+) \d{4}$/.exec(text) ?? []
  const isNamed = first !== undefined && [first, second].some((word) => monthOf(word)) && /\d/.test(first + second)
  return isNamed || /^\d{4}[-/.]\d{1,2}([-/.]\d{1,2})?$|^\d{1,2}[/.]\d{1,2}[/.]\d{4}$/.test(text)
}

function numericDate(word: string): DateRange | null {
  const numbers = word.split(/[-/.]/).map(Number)
  if (/^\d{4}/.test(word)) {
    const [year, month, date] = numbers
    if (date !== undefined) return dateOf(year, month, date)
    return month >= 1 && month <= 12 ? monthsFrom(year, month, 1) : null
  }
  const [first, second, year] = numbers
  if (!word.includes('/') || first === second) return dateOf(year, second, first)
  // Which comes first depends on where one lives, unless only one way is a day.
  const ways = [dateOf(year, second, first), dateOf(year, first, second)].filter((way) => way !== null)
  return ways.length === 1 ? ways[0] : null
}

/** "may 2023", "5 may 2023", "may 5 2023". */
function namedDate(words: string[]): DateRange | null {
  const year = yearOf(words.at(-1)!)
  if (year === null) return null
  const [first, second] = words
  const season = seasons.get(first)
  if (words.length === 2 && season !== undefined) return monthsFrom(year, season, 3)
  const month = monthOf(first) ?? (words.length === 3 ? monthOf(second) : null)
  if (words.length === 2 && monthOf(first) !== null) return monthsFrom(year, month!, 1)
  const date = Number((monthOf(first) === null ? first : second).replace(/(st|nd|rd|th|\.)$/, ''))
  return words.length === 3 && month !== null && Number.isInteger(date) ? dateOf(year, month, date) : null
}

/** "last summer" is the last that is over, "last month" the one before this, "last 7 days" end today. */
function relativeDate(words: string[], todayMs: number): DateRange | null {
  const now = new Date(todayMs)
  const [year, month] = [now.getUTCFullYear(), now.getUTCMonth() + 1]
  const [which, what, unit] = words
  if (words.length === 1 && which === 'today') return daysFrom(todayMs, 1)
  if (words.length === 1 && which === 'yesterday') return daysFrom(todayMs - 86_400_000, 1)
  if (which !== 'last' && which !== 'this') return null
  if (words.length === 3) return which === 'last' ? recent(Number(what), unit, todayMs) : null
  const back = which === 'last' ? 1 : 0
  const monday = todayMs - ((now.getUTCDay() + 6) % 7) * 86_400_000
  if (words.length !== 2) return null
  if (what === 'week') return daysFrom(monday - back * 7 * 86_400_000, 7)
  if (what === 'weekend') return daysFrom(monday + (5 - back * 7) * 86_400_000, 2)
  if (what === 'month') return monthsFrom(year, month - back, 1)
  if (what === 'year') return monthsFrom(year - back, 1, 12)
  const season = seasons.get(what)
  return season === undefined ? null : seasonOf(season, which, todayMs)
}

function seasonOf(month: number, which: 'last' | 'this', todayMs: number): DateRange {
  const year = new Date(todayMs).getUTCFullYear()
  const of = (from: number) => monthsFrom(from, month, 3)
  // In January this winter began last year.
  if (which === 'this') return of(year - 1).toMs > todayMs ? of(year - 1) : of(year)
  return of([year, year - 1, year - 2].find((from) => of(from).toMs <= todayMs)!)
}

/** A thousand years: longer ago there are no dates of photos. */
const mostMonths = 12_000

function recent(count: number, unit: string, todayMs: number): DateRange | null {
  if (!Number.isInteger(count) || count < 1 || count > 10_000) return null
  const [now, one] = [new Date(todayMs), unit.replace(/s$/, '')]
  const toMs = todayMs + 86_400_000
  if (one === 'day' || one === 'week') return { fromMs: toMs - count * units[one] * 86_400_000, toMs }
  const monthCount = one === 'month' ? count : one === 'year' ? 12 * count : null
  if (monthCount === null || monthCount > mostMonths) return null
  return { fromMs: day(now.getUTCFullYear(), now.getUTCMonth() + 1 - monthCount, now.getUTCDate() + 1), toMs }
}

/** A day, month, year or season. `words` are folded. Null where they are no date. */
function oneDate(words: string[], todayMs: number): DateRange | null {
  if (words.length === 1 && yearOf(words[0]) !== null) return monthsFrom(Number(words[0]), 1, 12)
  if (words.length === 1 && isLikeDate(words[0])) return numericDate(words[0])
  return relativeDate(words, todayMs) ?? (words.length > 1 ? namedDate(words) : null)
}

const bounds: Record<string, (range: DateRange) => DateRange> = {
  before: ({ fromMs }) => ({ ...anyTime, toMs: fromMs }),
  until: ({ toMs }) => ({ ...anyTime, toMs }),
  since: ({ fromMs }) => ({ ...anyTime, fromMs }),
  after: ({ toMs }) => ({ ...anyTime, fromMs: toMs }),
}

/** The same with "before", "since", "after", "until" and "A..B"; a range may end before it begins. */
export function dateRange(words: string[], todayMs: number): DateRange | null {
  const [first, ...rest] = words
  if (Object.hasOwn(bounds, first)) {
    const range = rest.length > 0 ? oneDate(rest, todayMs) : null
    return range && bounds[first](range)
  }
  const ends = words.join(' ').split(/\s*\.\.+\s*/)
  if (ends.length !== 2) return oneDate(words, todayMs)
  if (ends.every((end) => end === '')) return null
  const [from, to] = ends.map((end) => (end === '' ? anyTime : oneDate(end.split(' '), todayMs)))
  return from && to && { fromMs: from.fromMs, toMs: to.toMs }
}
