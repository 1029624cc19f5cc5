/** What the menu of photos offers, with the keys that do the same. */
import type { PhotoSummary } from '../../../shared/domain.ts'
import { countOf } from '../../../shared/format.ts'
import type { GridCommands } from './grid-commands.ts'

export interface MenuItem {
  text: string
  key?: string
  run: () => void
  /** A line stands before it. */
  begins?: boolean
}

export function menuItems({ actions, keepOut }: GridCommands<PhotoSummary>, photoIds: number[]): MenuItem[] {
  const isOne = photoIds.length === 1
  const { choices, showInFolder } = actions
  const only = (condition: boolean, ...items: MenuItem[]): MenuItem[] => (condition ? items : [])
  return [
    ...only(isOne, { text: 'Open', key: 'Enter', run: () => actions.open({ photoId: photoIds[0] }) }),
    { text: isOne ? 'Find similar' : 'Find similar to these', key: 'S', run: () => actions.similar(photoIds) },
    { text: 'Add to the query (+)', key: 'Q', run: () => actions.example(photoIds, false) },
    { text: 'Add to the query as unlike (−)', key: 'X', run: () => actions.example(photoIds, true) },
    { text: 'Give a tag…', key: 'T', begins: true, run: () => actions.give(photoIds) },
    { text: 'Favourite, or not', key: 'L', begins: true, run: () => void choices.favourite(photoIds) },
    ...[5, 4, 3, 2, 1, 0].map((stars): MenuItem => ({
      text: stars === 0 ? 'No stars' : countOf(stars, 'star'),
      key: `Shift ${stars}`,
      run: () => void choices.rate(photoIds, stars),
    })),
    { text: isOne ? 'Copy path' : 'Copy paths', key: 'Ctrl C', begins: true, run: () => actions.copyPaths(photoIds) },
    { text: isOne ? 'Export a copy…' : 'Export copies…', run: () => actions.exportCopies(photoIds) },
    ...only(isOne && showInFolder !== null, {
      text: 'Show in the file manager',
      run: () => void showInFolder!(photoIds[0]),
    }),
    ...only(actions.keptOut !== null, {
      text: 'Show again',
      key: 'H',
      begins: true,
      run: () => keepOut(photoIds, null),
    }),
    ...only(actions.keptOut === null, { text: 'Hide', key: 'H', begins: true, run: () => keepOut(photoIds, 'hidden') }),
    ...only(actions.keptOut !== 'removed', {
      text: 'Remove from the library',
      run: () => keepOut(photoIds, 'removed'),
    }),
  ]
}
