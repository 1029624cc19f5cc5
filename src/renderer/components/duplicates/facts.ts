/** What is said of the photos of a group: at each what differs, once what is alike. Pure. */
import type { Duplicate } from '../../../shared/domain.ts'
import { formatBytes, formatCaptureDate, formatMoment } from '../../../shared/format.ts'
import { shownName } from '../../../shared/shown-name.ts'

export interface GroupFacts {
  /** Of all of them. */
  alike: string[]
  /** By place in the group. */
  unlike: string[][]
}

const cutOf = (path: string): number => Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\'))

const facts: ((photo: Duplicate) => string | null)[] = [
  ({ width, height }) => `${width} × ${height}`,
  ({ sizeBytes }) => formatBytes(sizeBytes),
  ({ format }) => format,
  ({ capturedAtMs }) => (capturedAtMs === null ? null : formatCaptureDate(capturedAtMs)),
  ({ path }) => shownName(path.slice(0, Math.max(0, cutOf(path)))),
]

/** Of files of one photo when they were written is told, too. */
export function factsOf(duplicates: Duplicate[]): GroupFacts {
  const isOneDay = new Set(duplicates.map(({ capturedAtMs }) => Math.floor((capturedAtMs ?? 0) / 1000))).size > 1
  const told = isOneDay ? [...facts, seconds] : facts
  const isOfFiles = duplicates.length > 1 && duplicates.every(({ photoId }) => photoId === duplicates[0].photoId)
  const all = isOfFiles ? [...told, ({ modifiedAtMs }: Duplicate) => `written ${formatMoment(modifiedAtMs)}`] : told
  const group: GroupFacts = { alike: [], unlike: duplicates.map(() => []) }
  for (const fact of all) {
    const values = duplicates.map(fact)
    if (values.every((value) => value === values[0])) values[0] && group.alike.push(values[0])
    else values.forEach((value, place) => value && group.unlike[place].push(value))
  }
  return group
}

/** Of photos of one moment the minute says nothing. */
const seconds = ({ capturedAtMs }: Duplicate): string | null =>
  capturedAtMs === null ? null : `at ${new Date(capturedAtMs).toISOString().slice(11, 19)}`
