/** Searches that a person gave a name, part of the history. Imports only shared and the store's own tools. */
import type { Database } from 'better-sqlite3'
import { SemblanceError } from '../../shared/errors.ts'
import { folded, type SavedSearch } from '../../shared/search.ts'
import { echoed } from '../../shared/shown-name.ts'
import type { Recorder } from './recorder.ts'

export type SavedSearches = ReturnType<typeof createSavedSearches>

export function createSavedSearches(db: Database, clock: () => number, { record }: Recorder) {
  const all = db.prepare<[], SavedSearch>(
    'SELECT id AS searchId, name, query FROM saved_search WHERE deleted_at_ms IS NULL ORDER BY id',
  )
  const insert = db
    .prepare<[object], number>(
      `INSERT INTO saved_search (name, query, created_at_ms, deleted_at_ms)
      VALUES (@name, @query, @nowMs, @nowMs) RETURNING id`,
    )
    .pluck()
  const show = db.prepare('UPDATE saved_search SET deleted_at_ms = NULL WHERE id = ?')
  const hide = db.prepare('UPDATE saved_search SET deleted_at_ms = @nowMs WHERE id = @searchId')
  const rename = db.prepare('UPDATE saved_search SET name = @name WHERE id = @searchId')

  const list = (): SavedSearch[] =>
    all.all().sort((one, other) => one.name.localeCompare(other.name, 'en', { numeric: true }))

  /** Throws NOT_FOUND. */
  function get(searchId: number): SavedSearch {
    const found = all.all().find((search) => search.searchId === searchId)
    if (!found) throw new SemblanceError('NOT_FOUND', `There is no saved search ${searchId}. It may have been removed.`)
    return found
  }

  /** Throws INVALID_ARGUMENT where another one has the name. */
  function refuseTaken(name: string, searchId?: number): void {
    const isTaken = all.all().some((each) => folded(each.name) === folded(name) && each.searchId !== searchId)
    if (!isTaken) return
    const message = `There is already a saved search named "${echoed(name)}". Choose another name.`
    throw new SemblanceError('INVALID_ARGUMENT', message)
  }

  return {
    /** By name. */
    list,
    /** Throws INVALID_ARGUMENT where the name is taken. */
    save: (name: string, query: string): SavedSearch => {
      refuseTaken(name)
      return record('save search', { name }, () => {
        const searchId = insert.get({ name, query, nowMs: clock() })!
        show.run(searchId)
        return { searchId, name, query }
      })
    },
    /** Throws NOT_FOUND, INVALID_ARGUMENT where the name is taken. */
    rename: (searchId: number, name: string): SavedSearch => {
      const before = get(searchId)
      refuseTaken(name, searchId)
      record('rename search', { name: before.name, otherName: name }, () => rename.run({ searchId, name }))
      return { ...before, name }
    },
    /** Returns what it was. Throws NOT_FOUND. */
    remove: (searchId: number): SavedSearch => {
      const search = get(searchId)
      record('remove search', { name: search.name }, () => hide.run({ searchId, nowMs: clock() }))
      return search
    },
  }
}
