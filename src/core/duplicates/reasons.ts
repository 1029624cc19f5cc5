/** Why photos are one group, in words. Pure. */
import type { Duplicate, DuplicateLevel } from '../../shared/domain.ts'
import { countOf, formatDuration, formatPercent } from '../../shared/format.ts'

export interface Reasoned {
  alike: number
  duplicates: Pick<Duplicate, 'capturedAtMs' | 'width' | 'height'>[]
  count: number
}

const words: Record<DuplicateLevel, (group: Reasoned) => string> = {
  file: ({ count }) => `The same file in ${countOf(count, 'place')}`,
  picture: ({ count }) => `The same picture in ${countOf(count, 'file')}; date, keywords or other details differ`,
  shot: (group) => `One shot${howEdited(group)}, ${formatPercent(group.alike)} alike`,
  moment: (group) =>
    `Taken within ${formatDuration(Math.max(1000, spanMs(group)))} of each other, ${formatPercent(group.alike)} alike`,
}

export const reasonInWords = (level: DuplicateLevel, group: Reasoned): string => words[level](group)

/** By what sizes tell. */
const howEdited = ({ duplicates }: Reasoned): string =>
  new Set(duplicates.map(({ width, height }) => `${width} ${height}`)).size > 1
    ? ', cropped or resized'
    : ', edited or saved again'

function spanMs({ duplicates }: Reasoned): number {
  const dates = duplicates.flatMap(({ capturedAtMs }) => capturedAtMs ?? [])
  return dates.length > 0 ? Math.max(...dates) - Math.min(...dates) : 0
}
