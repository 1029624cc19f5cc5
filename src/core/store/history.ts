/**
 * What a person did, to be undone and redone, also after a restart. What something else changed meanwhile stays as it
 * is, and is told. Imports only shared and the store's own tools.
 */
import type { Database } from 'better-sqlite3'
import type { Action, TurnedAction } from '../../shared/domain.ts'
import { setImmediate as turnOfOthers } from 'node:timers/promises'
import pLimit from 'p-limit'
import { durably } from './database.ts'
import { isCancelled, type Did, type LongSteps } from './long-steps.ts'
import { forgotten, type Recorder } from './recorder.ts'
import { createRowTurner, type Change, type Way } from './row-turner.ts'
import type { StandingTags } from './standing-tags.ts'

type Stored = Omit<Action, 'detail'> & { detail: string }
const columns = 'id AS actionId, kind, at_ms AS atMs, undone_at_ms AS undoneAtMs, detail'
const toAction = (stored: Stored): Action => ({ ...stored, detail: JSON.parse(stored.detail) as Action['detail'] })

const nouns: Record<string, string> = {
  label: 'mark',
  audit_answer: 'answer',
  tag: 'tag',
  tag_run: 'run',
  audit: 'audit',
  put_aside: 'group',
  told_apart: 'pair',
  kept_group: 'group',
  photo: 'photo',
  saved_search: 'search',
}

/** Rows turned in one transaction: some milliseconds' worth. */
const sliceSize = 300

export type History = ReturnType<typeof createHistory>

export function createHistory(
  db: Database,
  clock: () => number,
  recorder: Recorder,
  longSteps: LongSteps,
  { settle }: StandingTags,
) {
  const done = db.prepare<[], Stored>(
    `SELECT ${columns} FROM action WHERE undone_at_ms IS NULL ORDER BY id DESC LIMIT 1`,
  )
  // Undone from the latest on, and of no use when something new was done: the first is the one undone last.
  const isRedoable = `undone_at_ms > ${forgotten}
    AND id > coalesce((SELECT max(id) FROM action WHERE undone_at_ms IS NULL), 0)`
  const undone = db.prepare<[], Stored>(`SELECT ${columns} FROM action WHERE ${isRedoable} ORDER BY id LIMIT 1`)
  const latest = db.prepare<[number], Stored>(
    `SELECT ${columns} FROM action WHERE undone_at_ms IS NULL OR (${isRedoable}) ORDER BY id DESC LIMIT ?`,
  )
  const changesOf = (condition: string) =>
    db.prepare<[object], Change & { changeId: number }>(`
      SELECT id AS changeId, table_name AS tableName, row_id AS rowId, photo_id AS photoId, before, after
      FROM action_change WHERE action_id = @actionId AND id ${condition} LIMIT ${sliceSize}`)
  const nextChanges = {
    undo: changesOf('< @place ORDER BY id DESC'),
    redo: changesOf('> @place ORDER BY id'),
  }
  const changeCount = db.prepare<[number], number>('SELECT count(*) FROM action_change WHERE action_id = ?').pluck()
  // Something new may have been done while it was undone.
  const setUndone = db.prepare(`
    UPDATE action SET undone_at_ms = iif(@undoneAtMs IS NOT NULL
      AND EXISTS (SELECT 1 FROM action WHERE undone_at_ms IS NULL AND id > @actionId), ${forgotten}, @undoneAtMs)
    WHERE id = @actionId`)
  const oneAtATime = pLimit(1)
  /** Steps that are being made, each with the latest action when it was asked for. */
  const beingMade = new Map<Promise<unknown>, number>()
  let renamed: string[] = []
  const turnRow = createRowTurner(db, clock, (name) => renamed.push(name))

  const latestId = (): number => done.get()?.actionId ?? 0

  /** A step that is asked for is later than those that were recorded by then, however long it is made. */
  async function undoLatest(): Promise<TurnedAction | null> {
    const latest = done.get()
    const making = [...beingMade].flatMap(([making, after]) => (after >= (latest?.actionId ?? 0) ? making : []))
    if (making.length === 0) return turn(latest, 'undo')
    await Promise.allSettled(making)
    return turn(done.get(), 'undo')
  }

  /** What was cut short can be undone, and where it was stopped the note says so. */
  async function turn(stored: Stored | undefined, way: Way): Promise<TurnedAction | null> {
    if (!stored) return null
    const action = toAction(stored)
    recorder.stop(action.actionId)
    renamed = []
    const left: Change[] = []
    const totalCount = changeCount.get(action.actionId)!
    const afterStop = way === 'undo' ? 'Undo goes on with it.' : 'Undo takes them back.'
    try {
      const slices = (did: Did) => turnSlices(action.actionId, way, did, left)
      const undoneAtMs = await longSteps.during({ ...action, way, totalCount, afterStop }, slices)
      return { ...action, undoneAtMs, note: inWords(left, renamed) }
    } catch (error) {
      if (!isCancelled(error)) throw error
      return { ...action, undoneAtMs: null, note: error.message }
    } finally {
      await settle()
    }
  }

  /**
   * Slice by slice, so that the thread is free between them. It counts as done until all is undone, and as soon as
   * something is redone. What cannot be turned goes to `left`.
   */
  async function turnSlices(actionId: number, way: Way, did: Did, left: Change[]): Promise<number | null> {
    const undoneAtMs = way === 'undo' ? clock() : null
    for (let place = way === 'undo' ? Number.MAX_SAFE_INTEGER : 0; ;) {
      const changes = nextChanges[way].all({ actionId, place })
      const isLast = changes.length < sliceSize
      durably(db, () => {
        left.push(...changes.filter((change) => !turnRow(change, way)))
        if (isLast || way === 'redo') setUndone.run({ actionId, undoneAtMs })
      })
      if (isLast) return undoneAtMs
      did(changes.length)
      place = changes.at(-1)!.changeId
      await turnOfOthers()
    }
  }

  return {
    /** What is changed of marks, tags, runs and audits as one action, in one transaction or in many. */
    ...recorder,
    /** A step that `work` records only at its end, as where photos are ranked first: Undo waits for it meanwhile. */
    making: async <T>(work: () => Promise<T>): Promise<T> => {
      const latest = latestId()
      const making = work()
      beingMade.set(making, latest)
      return making.finally(() => beingMade.delete(making))
    },
    /** Undoes the latest action that is not undone, or is being made; null where there is none. */
    undo: (): Promise<TurnedAction | null> => oneAtATime(undoLatest),
    /** Redoes the action undone last, unless something new was done since; null where there is none. */
    redo: (): Promise<TurnedAction | null> => oneAtATime(() => turn(undone.get(), 'redo')),
    /** Newest first, undone ones that can be redone among them. */
    list: ({ limit }: { limit: number }): Action[] => latest.all(limit).map(toAction),
  }
}

function inWords(left: Change[], renamed: string[]): string | null {
  const counts = new Map<string, number>()
  for (const { tableName } of left) counts.set(tableName, (counts.get(tableName) ?? 0) + 1)
  const counted = [...counts].map(([table, count]) => `${count} ${nouns[table]}${count === 1 ? '' : 's'}`)
  const notes = renamed.map((name) => `Another tag has the name by now: this one is back as "${name}".`)
  if (left.length > 0) notes.unshift(`Left as it is, because it was changed otherwise since: ${counted.join(', ')}.`)
  return notes.length > 0 ? notes.join(' ') : null
}
