/** Names of tags, also for hosts that call the core without the contract's own check. */
import { SemblanceError } from '../../shared/errors.ts'
import { tagName } from '../../shared/schemas.ts'
import { echoed } from '../../shared/shown-name.ts'

/** Throws INVALID_ARGUMENT. */
export function checkedName(name: string): string {
  const { data, error } = tagName.safeParse(name)
  if (error) {
    const why = error.issues[0].message
    throw new SemblanceError('INVALID_ARGUMENT', `"${echoed(name)}" is no name for a tag: ${why}`)
  }
  return data
}
