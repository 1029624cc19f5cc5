/** The search box, as the contract has it: finds, suggests, and keeps searches by a name. */
import { setImmediate as turn, setTimeout as wait } from 'node:timers/promises'
import type { PhotoApi, PhotoEvents } from '../../shared/contract.ts'
import type { ActionKind, HistoryEntry } from '../../shared/domain.ts'
import { SemblanceError } from '../../shared/errors.ts'
import type { SearchPart } from '../../shared/search.ts'
import { readGallery, type SimilarTo } from '../library/gallery.ts'
import type { Catalogue } from '../store/catalogue.ts'
import { loadPlaces } from '../store/places.ts'
import { createKnown, todayMs } from './known.ts'
import { parseQuery, type ParsedQuery } from './parse.ts'
import { suggestionsFor } from './suggestions.ts'
import { gatherWords, type Word } from './vocabulary.ts'

/** For suggestions. */
const mostWaitMs = 30
const saving: ActionKind[] = ['save search', 'rename search', 'remove search']
const invalid = (message: string) => new SemblanceError('INVALID_ARGUMENT', message)

type Finding = Pick<PhotoApi, 'searchPhotos' | 'suggestSearch'>
type Saving = Pick<PhotoApi, 'listSearches' | 'saveSearch' | 'renameSearch' | 'removeSearch'>

/** What only reads. */
export function createFinding(catalogue: Catalogue, similarTo: SimilarTo) {
  const words = createWords(catalogue)

  async function read(query: string): Promise<ParsedQuery> {
    const { placeOf } = await loadPlaces()
    return parseQuery(query, createKnown(catalogue.tagRows.names(), placeOf, todayMs()))
  }

  /** Throws INVALID_ARGUMENT. */
  async function partsOf(query: string): Promise<SearchPart[]> {
    const { parts, problem } = await read(query)
    if (problem !== null) throw invalid(problem)
    if (parts.length === 0) throw invalid('There is nothing to search for. Write a name, a tag or a date: may 2023.')
    return parts
  }

  const methods: Finding = {
    searchPhotos: async ({ query, ...ask }) => {
      const parts = await partsOf(query)
      const only = inSlices(catalogue.search.finder(parts))
      return { photos: await readGallery(catalogue, ask, { similarTo, only }), parts }
    },
    suggestSearch: async ({ query, caret }) => {
      const { problem } = await read(query)
      const { list, isWhole } = await words.get()
      return { suggestions: suggestionsFor(query, Math.min(caret, query.length), list), isWhole, problem }
    },
  }

  return { methods, partsOf, forget: words.forget }
}

/** A hundred at a time, with turns for others: finding the country of a place takes a tenth of a millisecond. */
const inSlices = (find: (photoIds: number[]) => Set<number>) => async (photoIds: number[]) => {
  const found = new Set<number>()
  for (let first = 0; first < photoIds.length; first += 100) {
    if (first > 0) await turn()
    for (const photoId of find(photoIds.slice(first, first + 100))) found.add(photoId)
  }
  return found
}

/**
 * Typing does not wait: while words are gathered those of before the last change are given, or at first none
 * (`isWhole` is false then).
 */
function createWords(catalogue: Catalogue) {
  let known: readonly Word[] | null = null
  let gathering: Promise<void> | null = null
  let isStale = true

  async function gather(): Promise<void> {
    isStale = false
    try {
      known = await gatherWords(catalogue)
    } catch {
      // The catalogue was closed meanwhile, or its disk is away: who asks next tries again.
      isStale = true
    } finally {
      gathering = null
    }
  }

  return {
    get: async (): Promise<{ list: readonly Word[]; isWhole: boolean }> => {
      if (isStale) gathering ??= gather()
      await Promise.race([gathering, wait(mostWaitMs)])
      return { list: known ?? [], isWhole: gathering === null }
    },
    forget: () => void (isStale = true),
  }
}

export interface SearchingDependencies {
  catalogue: Catalogue
  similarTo: SimilarTo
  emit(event: 'changed', value: PhotoEvents['changed']): void
}

export function createSearching({ catalogue, similarTo, emit }: SearchingDependencies) {
  const { savedSearches } = catalogue
  const finding = createFinding(catalogue, similarTo)
  const changed = <T>(value: T): T => {
    emit('changed', { what: 'searches' })
    return value
  }
  const kept: Saving = {
    listSearches: async () => savedSearches.list(),
    saveSearch: async ({ name, query }) => {
      await finding.partsOf(query)
      return changed(savedSearches.save(name, query))
    },
    renameSearch: async ({ searchId, name }) => changed(savedSearches.rename(searchId, name)),
    removeSearch: async ({ searchId }) => changed(savedSearches.remove(searchId)),
  }
  return {
    methods: { ...finding.methods, ...kept },
    /** Photos, tags or what is said of them changed. */
    forget: finding.forget,
    /** A step of the history was undone or redone. */
    turned: (entry: HistoryEntry | null): HistoryEntry | null =>
      entry && saving.includes(entry.kind) ? changed(entry) : entry,
  }
}
