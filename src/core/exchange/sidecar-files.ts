/** Sidecars on disk: which belong to a photo, how they are read and replaced. Photos are never opened for writing. */
import * as fs from 'node:fs'
import { dirname, extname } from 'node:path'
import type { SidecarNaming } from '../../shared/exchange.ts'
import { SemblanceError } from '../../shared/errors.ts'
import { fsPath, nameOf } from '../library/file-names.ts'
import { removeTemporary, temporaryBeside } from './temporary-file.ts'

const mostBytes = 10_000_000

/** Paths of the sidecars that are there: "a.jpg.xmp" (darktable, digiKam), "a.xmp" (Lightroom); null for none. */
export function sidecarsOf(photoPath: string): { full: string | null; short: string | null } {
  const present = (path: string) => ['.xmp', '.XMP'].map((ending) => path + ending).find(isTaken) ?? null
  return { full: present(photoPath), short: present(stemOf(photoPath)) }
}

/** Also by a link to what is not there. */
const isTaken = (path: string): boolean => fs.lstatSync(fsPath(path), { throwIfNoEntry: false }) !== undefined

export const stemOf = (path: string): string => path.slice(0, path.length - extname(path).length)

/**
 * The sidecar that is written to. A short name that other photos have, too ("a.jpg", "a.png"), is taken for none of
 * them. Throws INVALID_ARGUMENT where it was asked for.
 */
export function sidecarFor(photoPath: string, naming: SidecarNaming, isShared: boolean): string {
  const { full, short } = sidecarsOf(photoPath)
  if (naming === 'full') return full ?? `${photoPath}.xmp`
  if (naming === 'found') return full ?? (isShared ? null : short) ?? `${photoPath}.xmp`
  if (isShared)
    throw refused('Another photo of that name would have the same sidecar. Choose full names, or names as found.')
  return short ?? `${stemOf(photoPath)}.xmp`
}

/** Null where there is none. Throws INVALID_ARGUMENT for one that is too large, and as the file system does. */
export function readSidecar(path: string): Buffer | null {
  const found = fs.statSync(fsPath(path), { throwIfNoEntry: false })
  if (!found && isTaken(path))
    throw refused('The sidecar is a link to a file that is gone, or on a drive not connected.')
  if (!found) return null
  if (!found.isFile()) throw refused('The sidecar is no file.')
  if (found.size > mostBytes)
    throw refused(`The sidecar has ${Math.ceil(found.size / 1e6)} MB, and more than 10 MB are not read.`)
  return fs.readFileSync(fsPath(path))
}

/** Throws INVALID_ARGUMENT for a sidecar that is read-only, and as the file system does. */
export function checkWritable(path: string): void {
  const found = fs.statSync(fsPath(path), { throwIfNoEntry: false })
  if (!found) return fs.accessSync(fsPath(dirname(path)), fs.constants.W_OK)
  if ((found.mode & 0o200) === 0) throw refused('The sidecar is read-only. Allow writing to it first.')
  fs.closeSync(fs.openSync(fsPath(path), 'r+'))
}

/**
 * Puts `bytes` in the place of the sidecar, whole or not at all, where it still is `before` (null: there is none).
 * Throws INVALID_ARGUMENT where it is not, and as the file system does.
 */
export function replaceSidecar(path: string, bytes: Buffer, before: Buffer | null): void {
  const target = before === null ? path : nameOf(fs.realpathSync(fsPath(path), { encoding: 'buffer' }))
  const temporary = temporaryBeside(target)
  try {
    const mode = before === null ? 0o666 : fs.statSync(fsPath(target)).mode
    fs.writeFileSync(fsPath(temporary), bytes, { flag: 'wx', mode, flush: true })
    if (before !== null) fs.chmodSync(fsPath(temporary), mode)
    if (!isAsBefore(path, before)) throw changedMeanwhile()
    fs.renameSync(fsPath(temporary), fsPath(target))
  } finally {
    removeTemporary(temporary)
  }
}

function isAsBefore(path: string, before: Buffer | null): boolean {
  const now = readSidecar(path)
  return now === null || before === null ? now === before : now.equals(before)
}

export const changedMeanwhile = () =>
  refused('The sidecar, or what is to be written, changed since it was looked at. Look at the difference again.')

const refused = (message: string) => new SemblanceError('INVALID_ARGUMENT', message)
