/** What a person did, to be told in words, undone and redone. */
import type { LabelValue } from './tags.ts'

export type ActionKind =
  | 'mark'
  | 'import marks'
  | 'take over marks'
  | 'reject machine tags'
  | 'create tag'
  | 'rename tag'
  | 'merge tags'
  | 'delete tag'
  | 'set exclusive'
  | 'apply run'
  | 'undo run'
  | 'renew runs'
  | 'begin audit'
  | 'answer audit'
  | 'end audit'
  | 'name group'
  | 'put aside'
  | 'favourite'
  | 'no favourite'
  | 'rate'
  | 'hide'
  | 'remove'
  | 'show'
  | 'save search'
  | 'rename search'
  | 'remove search'
  | 'tell apart'
  | 'keep group'

/** What an action was about, to tell it in words. */
export interface ActionDetail {
  tagId?: number
  /** The tag's name then. */
  name?: string
  /** The other name of a rename or merge. */
  otherName?: string
  /** Photos. */
  count?: number
  /** Of marks that are all alike; null where they were removed. */
  label?: LabelValue | null
  /** Stars given; absent where they were taken back. */
  rating?: number
}

/** Something a person did that can be undone and redone. */
export interface Action {
  actionId: number
  kind: ActionKind
  atMs: number
  undoneAtMs: number | null
  detail: ActionDetail
}

/** An action that was undone or redone. */
export interface TurnedAction extends Action {
  /** What could not be as it was, in words, because something else changed it meanwhile; null where all is. */
  note: string | null
}

/** What a person did, newest first. */
export interface HistoryEntry {
  actionId: number
  kind: ActionKind
  /** In words: 'Marked 3 photos for "Dogs"'. */
  text: string
  atMs: number
  undone: boolean
  /** What could not be as it was, because something else changed it meanwhile. */
  note: string | null
}

/** A step of the history that takes long, or one that is undone or redone: how far it is. */
export interface LongStep {
  /** What is being done, in words: 'Marking 100,000 photos for "Dogs"'. */
  phase: string
  /** Photos, and of what is undone or redone changes. */
  doneCount: number
  totalCount: number
  perSecond: number
  remainingMs: number
}
