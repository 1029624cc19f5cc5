/** The history of what a person did. */
import type { HistoryEntry } from '../domain.ts'
import type { None } from './none.ts'

export interface HistoryApi {
  /**
   * Takes back what was done last to tags and photos; null where there is nothing. Stopped by `cancelStep`, it is not
   * undone yet, and goes on when it is undone again.
   */
  undo(args: None): Promise<HistoryEntry | null>
  /** Does again what was taken back last. */
  redo(args: None): Promise<HistoryEntry | null>
  listHistory(args: { limit: number }): Promise<HistoryEntry[]>
  /**
   * Stops the step of the history that `step` events tell of. Its call throws CANCELLED, with how far it came; what was
   * done of it is a step to undo, but a run that is cut short tags nothing.
   */
  cancelStep(args: None): Promise<{ cancelled: boolean }>
}
