/**
 * Notes what an action changes, row by row, by triggers (sqlite.org/undoredo.html): no writer can forget to. The
 * triggers live with the connection, so that the schema stays plain. Imports only shared and the store's own tools.
 */
import { setImmediate as turn } from 'node:timers/promises'
import type { Database } from 'better-sqlite3'
import type { ActionDetail, ActionKind } from '../../shared/domain.ts'
import { durably } from './database.ts'
import type { LongSteps } from './long-steps.ts'
import { path } from './tag-tree.ts'

interface Followed {
  /** One, or a photo as the second. */
  key: [string, 'photo_id'?]
  columns: string[]
}

/**
 * What an action may change. Rows with one key are never deleted and are made as hidden, undone or ended, so that only
 * their columns need to be noted.
 */
export const followed: Record<string, Followed> = {
  label: { key: ['tag_id', 'photo_id'], columns: ['value', 'author', 'labelled_at_ms', 'asked'] },
  audit_answer: { key: ['audit_id', 'photo_id'], columns: ['value', 'answered_at_ms'] },
  tag: { key: ['id'], columns: ['name', 'name_key', 'parent_id', 'exclusive', 'deleted_at_ms'] },
  tag_run: { key: ['id'], columns: ['tag_id', 'undone_at_ms'] },
  audit: { key: ['id'], columns: ['bound', 'ended_at_ms'] },
  put_aside: { key: ['id'], columns: ['taken_back_at_ms'] },
  told_apart: { key: ['other_id', 'photo_id'], columns: ['told_at_ms'] },
  kept_group: { key: ['id'], columns: ['taken_back_at_ms'] },
  photo: { key: ['id'], columns: ['favourite', 'own_rating', 'kept_out'] },
  saved_search: { key: ['id'], columns: ['name', 'deleted_at_ms'] },
}

/** In place of when it was undone: it cannot be redone any more, and is dropped some changes at a time. */
export const forgotten = 0

export type Recorder = ReturnType<typeof createRecorder>

export function createRecorder(db: Database, clock: () => number, longSteps: LongSteps) {
  let open: number | null = null
  db.function('open_action', () => open)
  db.exec(Object.entries(followed).map(triggersOf).join('\n'))
  const insert = db.prepare<[object], { id: number }>(
    'INSERT INTO action (kind, at_ms, detail) VALUES (@kind, @nowMs, @detail) RETURNING id',
  )
  const nameOf = db.prepare<[number], string | null>(`SELECT ${path('?')}`).pluck()
  const hasChanges = db.prepare<[number]>('SELECT 1 FROM action_change WHERE action_id = ? LIMIT 1')
  const drop = db.prepare('DELETE FROM action WHERE id = ?')
  const forget = db.prepare<[object]>(
    `UPDATE action SET undone_at_ms = ${forgotten} WHERE undone_at_ms IS NOT NULL AND id < @actionId`,
  )
  // Some at a time, since an action may have changed every photo.
  const dropUndoneChanges = db.prepare<[object]>(`
    DELETE FROM action_change WHERE id IN (
      SELECT c.id FROM action a JOIN action_change c ON c.action_id = a.id
      WHERE a.undone_at_ms IS NOT NULL AND a.id < @actionId LIMIT 1000)`)
  const dropUndone = db.prepare<[object]>(`
    DELETE FROM action WHERE undone_at_ms IS NOT NULL AND id < @actionId
      AND NOT EXISTS (SELECT 1 FROM action_change WHERE action_id = action.id)`)

  /** Actions of many transactions that go on. */
  const going = new Set<number>()

  /** What was undone cannot be redone after something new: it is dropped. */
  function noted<T>(actionId: number, work: () => T): T {
    open = actionId
    try {
      const value = work()
      if (hasChanges.get(actionId)) [forget, dropUndoneChanges, dropUndone].forEach((each) => each.run({ actionId }))
      return value
    } finally {
      open = null
    }
  }

  /** With the tag's name as it is now: history tells it also when the tag is renamed or gone. */
  function named(detail: ActionDetail): ActionDetail {
    const name = detail.name ?? (detail.tagId === undefined ? null : nameOf.get(detail.tagId))
    return { ...detail, name: name ?? undefined }
  }

  const start = (kind: ActionKind, detail: ActionDetail): number =>
    insert.get({ kind, detail: JSON.stringify(named(detail)), nowMs: clock() })!.id

  /** What changed nothing is no action. */
  function end(actionId: number): void {
    if (!hasChanges.get(actionId)) drop.run(actionId)
  }

  return {
    /** Runs `work` as one action, durably; inside another action it is a part of that one. */
    record: <T>(kind: ActionKind, detail: ActionDetail, work: () => T): T => {
      if (open !== null) return work()
      return durably(db, () => {
        const actionId = start(kind, detail)
        const value = noted(actionId, work)
        end(actionId)
        return value
      })
    },
    /**
     * Runs steps of some milliseconds as one action, each durably, with turns for others between; each returns how many
     * of the `count` photos it dealt with. False where it was undone meanwhile: then it went no further. Throws
     * CANCELLED where it was stopped: what was done stays, as that action.
     */
    recordSteps: (kind: ActionKind, detail: ActionDetail, steps: Iterable<() => number>): Promise<boolean> => {
      const about = { kind, detail: named(detail), way: 'do', totalCount: detail.count ?? 0 } as const
      return longSteps.during({ ...about, afterStop: 'Undo takes them back.' }, async (did) => {
        const actionId = start(kind, about.detail)
        going.add(actionId)
        try {
          for (const step of steps) {
            if (!going.has(actionId)) return false
            did(durably(db, () => noted(actionId, step)))
            await turn()
          }
          return true
        } finally {
          going.delete(actionId)
          end(actionId)
        }
      })
    },
    /** Such an action is being undone, and gets nothing more. */
    stop: (actionId: number): void => void going.delete(actionId),
  }
}

function triggersOf([table, { key, columns }]: [string, Followed]): string {
  const row = (of: 'OLD' | 'NEW') => `json_object(${columns.map((column) => `'${column}', ${of}.${column}`).join()})`
  const values = (of: 'OLD' | 'NEW') => `(${columns.map((column) => `${of}.${column}`).join()})`
  const trigger = (event: string, of: 'OLD' | 'NEW', condition: string, before: string, after: string) => `
    CREATE TEMP TRIGGER note_${table}_${event} AFTER ${event === 'UPDATE' ? `UPDATE OF ${columns.join()}` : event} ON ${table} WHEN open_action() IS NOT NULL${condition} BEGIN
      INSERT INTO action_change (action_id, table_name, row_id, photo_id, before, after)
      VALUES (open_action(), '${table}', ${of}.${key[0]}, ${key[1] ? `${of}.${key[1]}` : 'NULL'}, ${before}, ${after});
    END;`
  const updated = trigger('UPDATE', 'NEW', ` AND ${values('OLD')} IS NOT ${values('NEW')}`, row('OLD'), row('NEW'))
  if (!key[1]) return updated
  return updated + trigger('INSERT', 'NEW', '', 'NULL', row('NEW')) + trigger('DELETE', 'OLD', '', row('OLD'), 'NULL')
}
