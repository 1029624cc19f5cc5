/**
 * What a person says of photos beside tags: favourite, stars, not to be shown. Written durably, as marks are.
 * Imports only shared and the store's own tools.
 */
import type { Database } from 'better-sqlite3'
import type { ActionDetail, ActionKind, Choice, KeptOut } from '../../shared/domain.ts'
import { eachOnce, slicesOf } from './database.ts'
import type { Recorder } from './recorder.ts'

/** Photos that are there and not kept out: those that lists, searches and models have. */
export const isShown = 'present_file_count > 0 AND kept_out IS NULL'

/** Rows changed in one transaction: some milliseconds' worth. */
const sliceSize = 100

interface Change {
  column: 'favourite' | 'own_rating' | 'kept_out'
  value: number | string | null
  kind: ActionKind
  detail?: ActionDetail
}

export type Choices = ReturnType<typeof createChoices>

export function createChoices(db: Database, { recordSteps }: Recorder) {
  const setColumn = (column: Change['column']) =>
    db.prepare(`
      UPDATE photo SET ${column} = @value
      WHERE id IN (SELECT value FROM json_each(@ids)) AND ${column} IS NOT @value`)
  const statements = {
    favourite: setColumn('favourite'),
    own_rating: setColumn('own_rating'),
    kept_out: setColumn('kept_out'),
  }
  const keptOutCount = db
    .prepare<[KeptOut], number>('SELECT count(*) FROM photo WHERE kept_out = ? AND present_file_count > 0')
    .pluck()

  return {
    /** As one action, slice by slice so that the thread is free between them. Returns how many photos changed. */
    set: async (photoIds: Iterable<number>, choice: Choice): Promise<number> => {
      const { column, value, kind, detail } = changeOf(choice)
      const unlike = eachOnce(photoIds)
      let count = 0
      const steps = slicesOf(unlike, sliceSize).map((slice) => () => {
        count += statements[column].run({ ids: JSON.stringify([...slice]), value }).changes
        return slice.length
      })
      await recordSteps(kind, { ...detail, count: unlike.length }, steps)
      return count
    },
    /** Of photos with a present file. */
    keptOutCount: (keptOut: KeptOut): number => keptOutCount.get(keptOut)!,
  }
}

function changeOf(choice: Choice): Change {
  if ('favourite' in choice) {
    const { favourite } = choice
    return { column: 'favourite', value: Number(favourite), kind: favourite ? 'favourite' : 'no favourite' }
  }
  if ('rating' in choice) {
    const { rating } = choice
    return { column: 'own_rating', value: rating, kind: 'rate', detail: { rating: rating ?? undefined } }
  }
  const kinds = { hidden: 'hide', removed: 'remove' } as const
  const { keptOut } = choice
  return { column: 'kept_out', value: keptOut, kind: keptOut === null ? 'show' : kinds[keptOut] }
}
