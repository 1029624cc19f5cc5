/** What the commands share that take tags out of the library and in. */
import type { Reader } from '../core/core.ts'
import type { FileProblem, PhotoPage } from '../shared/exchange.ts'
import { shownName } from '../shared/shown-name.ts'
import { endProgress, ofTotal, showProgress } from './progress.ts'
import { tagNamed } from './tags.ts'

/** Ids of tags given by name. Throws NOT_FOUND naming the first that there is not. */
export async function tagIdsOf(reader: Reader, names?: string[]): Promise<number[] | undefined> {
  return names && (await Promise.all(names.map(async (name) => (await tagNamed(reader, name)).tagId)))
}

/** Photos a page: short enough that Ctrl-C does not wait. */
const pageSize = 100

/** Every page of the library's photos, with progress. */
export async function onAllPages<P extends PhotoPage>(
  doing: string,
  look: (page: { after: number; limit: number }) => Promise<P>,
): Promise<P[]> {
  const pages: P[] = []
  let doneCount = 0
  for (let after: number | null = 0; after !== null;) {
    const page: P = await look({ after, limit: pageSize })
    doneCount += page.photoCount
    showProgress(`${doing}: ${ofTotal(doneCount, page.totalCount)} photos`)
    pages.push(page)
    after = page.last
  }
  endProgress()
  return pages
}

/** A line each for what could not be read or written. */
export const problemLines = (problems: FileProblem[]): string[] =>
  problems.map(({ path, reason }) => `Left as it is: ${shownName(path)}: ${reason}`)
