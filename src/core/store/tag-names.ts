/** Names of tags as they are typed and compared. */
import { SemblanceError } from '../../shared/errors.ts'
import { echoed } from '../../shared/shown-name.ts'
import { partsOf } from '../../shared/tag-path.ts'

/** Names that look alike are one name: letter case and the way accents are composed do not count. */
export const keyOf = (name: string) => name.trim().normalize('NFC').toLowerCase()

/** The same of a name with those it lies in, however its slashes are typed: "Animals / dogs/" is "animals/dogs". */
export const pathKeyOf = (whole: string) => partsOf(whole).map(keyOf).join('/')

/** "Animals / Dogs" is Dogs in Animals. Throws INVALID_ARGUMENT where nothing is named. */
export function namesIn(whole: string): string[] {
  const names = partsOf(whole)
  if (names.length === 0)
    throw new SemblanceError(
      'INVALID_ARGUMENT',
      `"${echoed(whole)}" is no name for a tag. Give it at least one letter.`,
    )
  return names
}
