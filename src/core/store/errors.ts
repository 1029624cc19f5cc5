/**
 * Turns SQLite's errors into errors a user can act on, in one place for the whole store.
 * Imports only better-sqlite3 and shared.
 */
import Database from 'better-sqlite3'
import { isDiskFull, SemblanceError } from '../../shared/errors.ts'

/** SQLITE_IOERR_SHMSIZE is what a full disk gives when only the shared-memory file has to grow. */
const diskFullCodes = ['SQLITE_FULL', 'SQLITE_IOERR_SHMSIZE']

/**
 * What to throw for anything thrown while the catalogue `file` was in use: a SemblanceError for a full disk
 * (DISK_FULL), a damaged file (CATALOGUE_CORRUPT), a folder that cannot be written (INVALID_ARGUMENT) and a
 * catalogue held by a foreign program (CATALOGUE_LOCKED); everything else unchanged.
 */
export function translateError(error: unknown, file: string): unknown {
  const code = error instanceof Database.SqliteError ? error.code : (error as NodeJS.ErrnoException | null)?.code
  if (error instanceof SemblanceError || typeof code !== 'string') return error
  const fail = (as: SemblanceError['code'], message: string) => new SemblanceError(as, message, { cause: error })
  if (diskFullCodes.includes(code) || isDiskFull(error)) {
    const message = `The disk with the catalogue ${file} is full. Free some space and try again; what was saved is kept.`
    return fail('DISK_FULL', message)
  }
  if (code.startsWith('SQLITE_CORRUPT') || code === 'SQLITE_NOTADB') {
    return fail('CATALOGUE_CORRUPT', corruptMessage(file))
  }
  if (isUnwritable(error)) {
    const message = `The catalogue ${file} cannot be written. Allow writing there, or choose another with --catalogue.`
    return fail('INVALID_ARGUMENT', message)
  }
  if (code.startsWith('SQLITE_BUSY')) {
    return fail('CATALOGUE_LOCKED', `Another program holds the catalogue ${file}. Close it and try again.`)
  }
  return error
}

/** Whether nothing can be written where the catalogue is: as SQLite or the system says it, or as it was translated. */
export function isUnwritable(error: unknown): boolean {
  if (error instanceof SemblanceError) return isUnwritable(error.cause)
  if (!(error instanceof Database.SqliteError)) return isDiskFull(error)
  return diskFullCodes.includes(error.code) || /^SQLITE_(READONLY|CANTOPEN)/.test(error.code)
}

/** Says that the catalogue `file` is damaged and what to do. */
export function corruptMessage(file: string): string {
  return (
    `The catalogue ${file} is damaged or is not a Semblance catalogue. Nothing was changed. Put a backup in its place ` +
    '(catalogue.before-schema-*.sqlite beside it, if any), or choose another folder with --catalogue.'
  )
}

/** The same object, each method throwing, or rejecting with, translated errors. */
export function withTranslatedErrors<T extends object>(repository: T, file: string): T {
  const fail = (error: unknown): never => {
    throw translateError(error, file)
  }
  const wrap =
    (method: (...args: unknown[]) => unknown) =>
    (...args: unknown[]) => {
      try {
        const value = method(...args)
        return value instanceof Promise ? value.catch(fail) : value
      } catch (error) {
        return fail(error)
      }
    }
  return Object.fromEntries(Object.entries(repository).map(([name, method]) => [name, wrap(method)])) as T
}
