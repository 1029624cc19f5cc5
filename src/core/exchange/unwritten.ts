/** What the file system said of a file that an export writes, in words. */
import { noRoom, SemblanceError } from '../../shared/errors.ts'

/** DISK_FULL or INVALID_ARGUMENT; what is not about the file stays as it is. */
export function unwritten(path: string, error: NodeJS.ErrnoException): Error {
  if (error.syscall === undefined) return error
  if (error.code === 'EEXIST') return takenAlready(path)
  const full = noRoom(error, path)
  if (full !== null) return new SemblanceError('DISK_FULL', `${full} and export again.`)
  const message = `${path} cannot be written (${error.code}). Choose another place for the export.`
  return new SemblanceError('INVALID_ARGUMENT', message, { cause: error })
}

export const takenAlready = (path: string) =>
  new SemblanceError('INVALID_ARGUMENT', `${path} is there already. Delete it or choose another name.`)
