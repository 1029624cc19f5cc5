/** What a person did, in words, and what is being done. */
import type { Action, ActionKind, LongStep } from '../../shared/domain.ts'
import { countOf, formatCount } from '../../shared/format.ts'
import type { Progress } from '../store/long-steps.ts'

type Detail = Action['detail']

const photosOf = ({ count = 1 }: Detail): string => (count === 1 ? 'a photo' : `${formatCount(count)} photos`)
const nameOf = ({ name }: Detail): string => (name === undefined ? 'a tag' : `"${name}"`)

const words: Record<ActionKind, (detail: Detail) => string> = {
  mark: (detail) =>
    detail.label === null
      ? `Removed the marks of ${photosOf(detail)} for ${nameOf(detail)}`
      : `Marked ${photosOf(detail)} ${detail.label === 'no' ? 'no ' : ''}for ${nameOf(detail)}`,
  'import marks': (detail) =>
    `Marked by keywords of other programs: ${photosOf(detail)}${detail.name ? ` for ${nameOf(detail)}` : ''}`,
  'take over marks': (detail) => `Gave ${photosOf(detail)} what you said of the picture before`,
  'reject machine tags': (detail) => `Said no to ${nameOf(detail)} for ${photosOf(detail)}`,
  'create tag': (detail) => `Made the tag ${nameOf(detail)}`,
  'rename tag': (detail) => `Renamed the tag ${nameOf(detail)} to "${detail.otherName}"`,
  'merge tags': (detail) => `Merged the tag ${nameOf(detail)} with "${detail.otherName}"`,
  'delete tag': (detail) => `Deleted the tag ${nameOf(detail)}`,
  'set exclusive': (detail) => `Changed whether tags in ${nameOf(detail)} exclude each other`,
  'apply run': (detail) => `Tagged ${photosOf(detail)} as ${nameOf(detail)}`,
  'undo run': (detail) => `Removed ${nameOf(detail)} from ${photosOf(detail)}`,
  'renew runs': (detail) => `Found ${photosOf(detail)} anew for ${nameOf(detail)}`,
  'begin audit': (detail) => `Began a check of ${nameOf(detail)}`,
  'answer audit': (detail) => `Answered for ${photosOf(detail)} in a check of ${nameOf(detail)}`,
  'end audit': (detail) => `Ended a check of ${nameOf(detail)}`,
  'name group': (detail) => `Named ${photosOf(detail)} ${nameOf(detail)}`,
  'put aside': (detail) => `Put a group of ${photosOf(detail)} aside`,
  favourite: (detail) => `Made ${photosOf(detail)} favourite`,
  'no favourite': (detail) => `Removed ${photosOf(detail)} from the favourites`,
  rate: (detail) =>
    detail.rating === undefined
      ? `Removed the stars of ${photosOf(detail)}`
      : `Gave ${photosOf(detail)} ${countOf(detail.rating, 'star')}`,
  hide: (detail) => `Hid ${photosOf(detail)}`,
  remove: (detail) => `Removed ${photosOf(detail)} from the library`,
  show: (detail) => `Showed ${photosOf(detail)} again`,
  'save search': ({ name }) => `Saved the search "${name}"`,
  'rename search': ({ name, otherName }) => `Renamed the search "${name}" to "${otherName}"`,
  'remove search': ({ name }) => `Removed the saved search "${name}"`,
  'tell apart': (detail) => `Told a photo apart from ${countOf(detail.count ?? 1, 'other')}`,
  'keep group': ({ count = 1 }) =>
    count === 1 ? 'Kept files that are alike' : `Kept ${formatCount(count)} photos that are alike`,
}

export const actionInWords = ({ kind, detail }: Pick<Action, 'kind' | 'detail'>): string => words[kind](detail)

/** The first words of those that may take long. */
const going: Record<string, string> = {
  Marked: 'Marking',
  Merged: 'Merging',
  Tagged: 'Tagging',
  Found: 'Finding',
  Made: 'Making',
  Removed: 'Removing',
  Gave: 'Giving',
  Hid: 'Hiding',
  Showed: 'Showing',
}
const ways = { undo: 'Undoing', redo: 'Redoing' }

export function stepInWords({ way, doneCount, totalCount, perSecond, remainingMs, ...action }: Progress): LongStep {
  const done = actionInWords(action)
  const phase = way === 'do' ? done.replace(/^\w+/, (word) => going[word] ?? word) : `${ways[way]}: ${done}`
  return { phase, doneCount, totalCount, perSecond, remainingMs }
}
