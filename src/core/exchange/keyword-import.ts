/** Keywords of other programs, offered as marks: found page by page, and made marks of only when asked. */
import type { PhotoApi, PhotoEvents } from '../../shared/contract.ts'
import { SemblanceError } from '../../shared/errors.ts'
import { echoed } from '../../shared/shown-name.ts'
import type { Catalogue } from '../store/catalogue.ts'
import { createFoundKeywords, withoutExcluded, type FoundOnPhotos } from './found-keywords.ts'
import { createPhotoPages } from './photo-pages.ts'
import type { SidecarThread } from './sidecar-thread.ts'

export interface KeywordImportDependencies {
  catalogue: Catalogue
  thread: SidecarThread
  emit(event: 'changed', value: PhotoEvents['changed']): void
}

/** Marks written in one transaction: some milliseconds' worth. */
const sliceSize = 200

export function createKeywordImport({
  catalogue,
  thread,
  emit,
}: KeywordImportDependencies): Pick<PhotoApi, 'findKeywords' | 'importKeywords'> {
  const { tags, labels, history } = catalogue
  const pageOf = createPhotoPages(catalogue)
  let found = createFoundKeywords(catalogue)
  /** Where the search goes on; null at its end and while a page is looked at. */
  let next: number | null = null

  function searchAt(after: number): typeof found {
    if (after === 0) found = createFoundKeywords(catalogue)
    else if (after !== next)
      throw new SemblanceError('INVALID_ARGUMENT', 'Another search for keywords was begun. Begin again.')
    next = null
    return found
  }

  const findKeywords: PhotoApi['findKeywords'] = async ({ after, limit }) => {
    const search = searchAt(after)
    const { files, ...page } = await pageOf(after, limit)
    const read = await thread.readKeywords(files)
    if (search === found) next = page.last
    const unusable = search.add({ after, last: page.last }, files, read)
    const problems = [...read.flatMap((file) => file.problems), ...unusable]
    return { ...page, problems, keywords: page.last === null ? search.offered() : [] }
  }

  const importKeywords: PhotoApi['importKeywords'] = async ({ keywords }) => {
    const wanted = keywords.map((name) => {
      const keyword = found.get(name)
      if (keyword) return keyword
      const message = `The keyword "${echoed(name)}" was not found on any photo. Look for keywords first.`
      throw new SemblanceError('NOT_FOUND', message)
    })
    // Also where it fails, as a part of it may be done.
    const markCount = await markAll([...new Set(wanted)]).finally(() => emit('changed', { what: 'tags' }))
    return { markCount }
  }

  /** One action; undone meanwhile it goes no further. */
  async function markAll(wanted: FoundOnPhotos[]): Promise<number> {
    const count = wanted.reduce((sum, { photoIds }) => sum + photoIds.length, 0)
    const name = wanted.length === 1 ? wanted[0].name : undefined
    let markCount = 0
    const steps = wanted.flatMap((keyword) => [...marking(keyword, (made) => (markCount += made))])
    const isWhole = await history.recordSteps('import marks', { name, count }, steps)
    return isWhole ? markCount : 0
  }

  /** Steps of some milliseconds, each with how many photos it dealt with; `onMade` hears of new marks. */
  function* marking({ name, photoIds }: FoundOnPhotos, onMade: (count: number) => void): Generator<() => number> {
    let tagId = 0
    let free: number[] = []
    yield () => {
      tagId = tags.create(name).tagId
      free = withoutExcluded(catalogue, tagId, photoIds)
      return 0
    }
    for (let from = 0; from < photoIds.length; from += sliceSize)
      yield () => {
        onMade(labels.set(tagId, free.slice(from, from + sliceSize).map(yes), 'import'))
        return Math.min(sliceSize, photoIds.length - from)
      }
  }

  return { findKeywords, importKeywords }
}

const yes = (photoId: number) => ({ photoId, label: 'yes' as const })
