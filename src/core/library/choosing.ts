/** Favourites, stars and photos that are kept out: who has to hear of a change, also of one that is taken back. */
import type { PhotoApi, PhotoEvents } from '../../shared/contract.ts'
import type { ActionKind, HistoryEntry } from '../../shared/domain.ts'
import { unpackedIds } from '../tools/packed.ts'
import type { Catalogue } from '../store/catalogue.ts'

export interface ChoosingDependencies {
  catalogue: { choices: Pick<Catalogue['choices'], 'set'> }
  emit(event: 'changed', value: PhotoEvents['changed']): void
  /** Photos left all lists, or are back in them. */
  onShownChanged(): void
}

const choosing: ActionKind[] = ['favourite', 'no favourite', 'rate', 'hide', 'remove', 'show']
const keepingOut: ActionKind[] = ['hide', 'remove', 'show']

export function createChoosing({ catalogue, emit, onShownChanged }: ChoosingDependencies) {
  function tell(isOfShown: boolean): void {
    emit('changed', { what: 'choices' })
    if (isOfShown) onShownChanged()
  }

  return {
    choose: (async ({ photoIds, choice }) => {
      const isOfShown = 'keptOut' in choice
      const changedCount = await catalogue.choices.set(unpackedIds(photoIds), choice).catch((error: unknown) => {
        // A part of it may be done.
        tell(isOfShown)
        throw error
      })
      if (changedCount > 0) tell(isOfShown)
      return { changedCount }
    }) satisfies PhotoApi['choose'],
    /** A step of the history was undone or redone. */
    turned: (entry: HistoryEntry | null): HistoryEntry | null => {
      if (entry && choosing.includes(entry.kind)) tell(keepingOut.includes(entry.kind))
      return entry
    },
  }
}
