/** Paths that a call of the contract names: nobody knows which folder a server was started in. */
import { isAbsolute } from 'node:path'
import { SemblanceError } from '../../shared/errors.ts'
import { echoed } from '../../shared/shown-name.ts'

/** Throws INVALID_ARGUMENT. */
export function refuseRelative(path: string): void {
  if (isAbsolute(path)) return
  throw new SemblanceError('INVALID_ARGUMENT', `${echoed(path)} is no whole path. Give one that begins at the top.`)
}
