/** What the commands for tags share: finding one by its name, and telling of runs and of what was undone. */
import type { Reader } from '../core/core.ts'
import { pathKeyOf } from '../core/store/tag-names.ts'
import type { HistoryEntry, TagRun, TagSummary } from '../shared/domain.ts'
import { SemblanceError } from '../shared/errors.ts'
import { countOf, formatCount } from '../shared/format.ts'
import { echoed, shownName } from '../shared/shown-name.ts'
import { runInWords } from '../shared/tagging-words.ts'

export async function findTag({ api }: Reader, name: string): Promise<TagSummary | undefined> {
  const wanted = pathKeyOf(name)
  return (await api.listTags({})).find((tag) => pathKeyOf(tag.name) === wanted)
}

/** Throws NOT_FOUND. */
export async function tagNamed(reader: Reader, name: string): Promise<TagSummary> {
  const found = await findTag(reader, name)
  if (found) return found
  throw new SemblanceError('NOT_FOUND', `There is no tag "${echoed(name)}". "semblance tags" lists them.`)
}

/** "Run 3: 120 photos tagged "Dogs", at least 90 % right (checked)". */
export function runLine(run: TagRun): string {
  const precision = runInWords(run)
  const parts = [`Run ${run.runId}: ${countOf(run.taggedCount, 'photo')} tagged "${shownName(run.tagName)}"`]
  if (precision) parts.push(precision)
  if (run.undoneAtMs !== null) parts.push('undone')
  return parts.join(', ')
}

export const tagLine = ({ name, yesCount, noCount, machineCount, exclusive }: TagSummary): string =>
  `Tag "${shownName(name)}": ${formatCount(yesCount)} yes, ${formatCount(noCount)} no, ${formatCount(machineCount)} by machine` +
  (exclusive ? '; a yes to one tag in it is a no to the others' : '')

/** "Undone: Marked 3 photos for "Dogs"." with what could not be as it was. */
export const turnedLine = (turned: string, { text, note }: HistoryEntry): string =>
  `${turned}: ${shownName(text)}.${note ? ` ${note}` : ''}`
