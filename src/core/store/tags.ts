/**
 * Tags, which may lie in one another ("Animals/Dogs"). A deleted one is only hidden, with all that is in it, so that
 * undoing brings it back whole. Imports only shared and the store's own tools.
 */
import type { Database } from 'better-sqlite3'
import type { TagSummary } from '../../shared/domain.ts'
import { SemblanceError } from '../../shared/errors.ts'
import { echoed } from '../../shared/shown-name.ts'
import type { Recorder } from './recorder.ts'
import type { StandingTags } from './standing-tags.ts'
import { createTagCounts, type TagCounts } from './tag-counts.ts'
import { createTagMerging } from './tag-merging.ts'
import { keyOf, namesIn } from './tag-names.ts'
import { ancestors, excluded, liveTags, path, rivals, within } from './tag-tree.ts'

type Stored = Omit<TagSummary, 'exclusive' | keyof TagCounts> & { exclusive: 0 | 1 }
const columns = 't.parent_id AS parentId, t.exclusive'

const invalid = (message: string) => new SemblanceError('INVALID_ARGUMENT', message)

export type Tags = ReturnType<typeof createTags>

export function createTags(
  db: Database,
  clock: () => number,
  { record, recordSteps }: Recorder,
  { settle }: StandingTags,
) {
  const all = db.prepare<[], Stored>(
    `SELECT t.id AS tagId, t.path AS name, ${columns} FROM ${liveTags} t ORDER BY t.path_key`,
  )
  const one = db.prepare<[number], Stored>(
    `SELECT t.id AS tagId, ${path('t.id')} AS name, ${columns} FROM tag t WHERE t.id = ? AND ${path('t.id')} IS NOT NULL`,
  )
  const childNamed = db
    .prepare<[object], number>(
      'SELECT id FROM tag WHERE coalesce(parent_id, 0) = coalesce(@parentId, 0) AND name_key = @key AND deleted_at_ms IS NULL',
    )
    .pluck()
  const isWithin = db.prepare<[object]>(`SELECT 1 WHERE @ancestorId IN (${ancestors('@tagId')})`)
  const idsWithin = db
    .prepare<[number], number>(`SELECT id FROM ${liveTags} WHERE id IN (${within('?')}) ORDER BY path_key`)
    .pluck()
  const idsOfRivals = db.prepare<[number], number>(rivals('?')).pluck()
  const idsExcluding = db.prepare<[number], number>(excluded('?')).pluck()
  const labelCountWithin = db
    .prepare<[number], number>(`SELECT count(*) FROM label WHERE tag_id IN (${within('?')})`)
    .pluck()
  const insert = db
    .prepare<[object], number>(
      `
      INSERT INTO tag (name, name_key, parent_id, created_at_ms, deleted_at_ms) VALUES (@name, @key, @parentId, @nowMs, @nowMs)
      RETURNING id`,
    )
    .pluck()
  const show = db.prepare('UPDATE tag SET deleted_at_ms = NULL WHERE id = ?')
  const hide = db.prepare('UPDATE tag SET deleted_at_ms = @nowMs WHERE id = @tagId AND deleted_at_ms IS NULL')
  const move = db.prepare('UPDATE tag SET name = @name, name_key = @key, parent_id = @parentId WHERE id = @tagId')
  const setExclusive = db.prepare('UPDATE tag SET exclusive = @exclusive WHERE id = @tagId')
  const merging = createTagMerging(db, clock, { childNamed, labelCountWithin, move, hide })

  const countsOf = createTagCounts(db)
  const toSummary = (stored: Stored): TagSummary => ({
    ...stored,
    exclusive: stored.exclusive === 1,
    ...countsOf(stored.tagId),
  })

  const get = (tagId: number): TagSummary | null => {
    const stored = one.get(tagId)
    return stored ? toSummary(stored) : null
  }

  const pathOf = db.prepare<[number], string | null>(`SELECT ${path('?')}`).pluck()

  /** Throws NOT_FOUND. */
  function nameOf(tagId: number): string {
    const name = pathOf.get(tagId)
    if (name == null) throw new SemblanceError('NOT_FOUND', `There is no tag ${tagId}. It may have been deleted.`)
    return name
  }

  /** The tag at the end of the names, made with its parents where missing. */
  const make = (names: string[]): number | null =>
    names.reduce<number | null>(
      (parentId, name) => childNamed.get({ parentId, key: keyOf(name) }) ?? makeOne(name, parentId),
      null,
    )

  /** Made as hidden and then shown: undoing hides it. */
  function makeOne(name: string, parentId: number | null): number {
    const tagId = insert.get({ name, key: keyOf(name), parentId, nowMs: clock() })!
    show.run(tagId)
    return tagId
  }

  return {
    /** Tags in the order of their names, each followed by those in it. */
    list: (): TagSummary[] => all.all().map(toSummary),
    get,
    /** Ids of the tag and of all that lie in it, each before those in it. */
    within: (tagId: number): number[] => idsWithin.all(tagId),
    /** Ids of the other tags of the exclusive groups that it lies in. */
    rivals: (tagId: number): number[] => idsOfRivals.all(tagId),
    /** Ids of tags that a photo with this one has not: its rivals, and what is in them. */
    excluding: (tagId: number): number[] => idsExcluding.all(tagId),
    /** With its parents; the existing tag when the name is taken, letter case ignored. */
    create: (name: string): TagSummary => record('create tag', { name }, () => get(make(namesIn(name))!)!),
    /** Also moves it in the tree. Throws INVALID_ARGUMENT when another tag has the name, or it would lie in itself. */
    rename: (tagId: number, name: string): TagSummary => {
      const names = namesIn(name)
      return record('rename tag', { tagId, name: nameOf(tagId), otherName: names.join('/') }, () => {
        const parentId = make(names.slice(0, -1))
        const own = names.at(-1)!
        if (parentId !== null && isWithin.get({ tagId: parentId, ancestorId: tagId }))
          throw invalid(`"${nameOf(tagId)}" cannot lie in itself. Choose another name.`)
        const holder = childNamed.get({ parentId, key: keyOf(own) })
        if (holder !== undefined && holder !== tagId)
          throw invalid(`There is already a tag named "${echoed(names.join('/'))}". Choose another name.`)
        move.run({ tagId, name: own, key: keyOf(own), parentId })
        return get(tagId)!
      })
    },
    /** Hides the tag and all in it, with labels and runs; returns how many labels went. Throws NOT_FOUND. */
    remove: (tagId: number): number =>
      record('delete tag', { tagId, name: nameOf(tagId) }, () => {
        const count = labelCountWithin.get(tagId)!
        hide.run({ tagId, nowMs: clock() })
        return count
      }),
    /**
     * The tag's marks, runs and the tags in it become the other's; where both marked a photo, the other's mark stays.
     * One action, some marks at a time with turns for others; undone meanwhile it goes no further. Throws
     * INVALID_ARGUMENT where the other lies in it, NOT_FOUND where it was deleted meanwhile, CANCELLED.
     */
    merge: async (tagId: number, into: number): Promise<TagSummary> => {
      const [name, otherName] = [nameOf(tagId), nameOf(into)]
      if (isWithin.get({ tagId: into, ancestorId: tagId }))
        throw invalid(`"${name}" cannot become a part of itself. Choose a tag that does not lie in it.`)
      const count = labelCountWithin.get(tagId)!
      await recordSteps('merge tags', { tagId, name, otherName, count }, merging(tagId, into)).finally(settle)
      nameOf(into)
      return get(into)!
    },
    /** Whether a photo has one of the tags right beneath it at most. */
    setExclusive: (tagId: number, exclusive: boolean): TagSummary =>
      record('set exclusive', { tagId, name: nameOf(tagId) }, () => {
        setExclusive.run({ tagId, exclusive: exclusive ? 1 : 0 })
        return get(tagId)!
      }),
  }
}
