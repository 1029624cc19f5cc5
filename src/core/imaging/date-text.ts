/** Dates as cameras, programs, phones and people write them. Local time read as UTC. Pure. */

const earliestYear = 1826
const latestYear = 2100
/** Later ones come of a clock or a disk that was wrong. */
export const endOfDatesMs = Date.UTC(latestYear + 1, 0)

/**
 * "2019:07:04 10:20:30", "2019-07-04T10:20:30.25+02:00", "20190704 102030": ms since 1970; null where it is no date.
 */
export function readDate(text: string, fraction = ''): number | null {
  const parts = /^(\d{4})[-:/. ]?(\d\d)[-:/. ]?(\d\d)(?:[T ]+(\d\d):?(\d\d)(?::?(\d\d)(?:[.,](\d+))?)?)?/.exec(
    text.trim(),
  )
  if (!parts) return null
  const [year, month, day, hour, minute, second] = parts.slice(1, 7).map((part) => Number(part ?? 0))
  const dateMs = dateOf(year, month, day, hour, minute, second)
  if (dateMs === null) return null
  return dateMs + Math.floor(Number(`0.${parts[7] ?? (/^\d+$/.test(fraction) ? fraction : '0')}`) * 1000)
}

/** Null where a part is out of its range, or there is no such day. */
function dateOf(year: number, month: number, day: number, hour = 0, minute = 0, second = 0): number | null {
  if (year < earliestYear || year > latestYear || hour > 23 || minute > 59 || second > 60) return null
  const date = new Date(Date.UTC(year, month - 1, day, hour, minute, second))
  return date.getUTCMonth() === month - 1 && date.getUTCDate() === day && month >= 1 ? date.getTime() : null
}

/** A day, perhaps with a time behind it, anywhere in a name, its digits not part of a longer number. */
const dayAndTime =
  /(?<!\d)((?:18|19|20)\d\d)([-_. ]?)(\d\d)\2(\d\d)(?!\d)(?:(?:[-_. T]|\s+at\s+)*(\d\d)[-_.:h ]?(\d\d)[-_.:m ]?(\d\d)(?!\d{4}))?/

/**
 * As phones, messengers and screenshots name files: "IMG_20190704_102030", "IMG-20190704-WA0001", "2019-07-04
 * 10.20.30".
 */
export function dateInName(name: string): number | null {
  const parts = dayAndTime.exec(name)
  if (!parts) return null
  const [year, month, day, hour, minute, second] = [1, 3, 4, 5, 6, 7].map((i) => Number(parts[i] ?? 0))
  return dateOf(year, month, day, hour, minute, second) ?? dateOf(year, month, day)
}

/** "2019-07-04 Lake", "2019/07/04", "2019-07", "2019": the most exact that the folders from the outermost on tell. */
export function dateInFolders(folders: readonly string[]): number | null {
  let found: number | null = null
  folders.forEach((folder, i) => {
    const joined = [folders[i - 2], folders[i - 1], folder].filter((name) => name !== undefined)
    const nested =
      joined.length === 3 && joined.every((name, k) => (k === 0 ? /^\d{4}$/ : /^\d\d$/).test(name))
        ? joined.join('-')
        : folder
    found = dateInName(nested) ?? monthOf(folders[i - 1], folder) ?? yearOf(folder) ?? found
  })
  return found
}

function monthOf(above: string | undefined, folder: string): number | null {
  const own = /^((?:18|19|20)\d\d)[-_. ](\d\d)(?!\d)/.exec(folder)
  if (own) return dateOf(Number(own[1]), Number(own[2]), 1)
  return above !== undefined && /^(?:18|19|20)\d\d$/.test(above) && /^\d\d(?!\d)/.test(folder)
    ? dateOf(Number(above), Number(folder.slice(0, 2)), 1)
    : null
}

const yearOf = (folder: string): number | null =>
  /^(?:18|19|20)\d\d(?!\d)/.test(folder) ? dateOf(Number(folder.slice(0, 4)), 1, 1) : null
