/** Folders of the library on the disk: whether they can be read, what lies in what. */
import { constants } from 'node:fs'
import { access, readdir, realpath, stat } from 'node:fs/promises'
import { isAbsolute, relative, sep } from 'node:path'
import { SemblanceError } from '../../shared/errors.ts'
import { echoed } from '../../shared/shown-name.ts'
import type { Excluded } from './exclusions.ts'
import { fsPath, nameOf } from './file-names.ts'
import { leftOutFolder } from './left-out.ts'

/** Also where both are the same. */
export function isInside(outer: string, inner: string): boolean {
  const way = relative(outer, inner)
  return way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way)
}

/** As it is where nothing is there. */
const realPath = (path: string): Promise<string> =>
  realpath(fsPath(path), { encoding: 'buffer' }).then(nameOf, () => path)

/** Whether a walk of `outer` comes to `inner`: not through folders that are left out. */
export async function isCovered(outer: string, inner: string, excluded: Excluded): Promise<boolean> {
  const [from, to] = await Promise.all([outer, inner].map(realPath))
  return (
    isInside(from, to) &&
    excluded(from, to, true) === null &&
    relative(from, to)
      .split(sep)
      .every((name) => name === '' || leftOutFolder(name) === null)
  )
}

/** Throws FOLDER_NOT_FOUND, NOT_A_FOLDER, FOLDER_UNREADABLE. */
export async function checkFolder(folder: string): Promise<void> {
  const [path, shown] = [fsPath(folder), echoed(folder)]
  const found = await stat(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'EACCES')
      throw new SemblanceError(
        'FOLDER_UNREADABLE',
        `No permission to look at ${shown}. Allow reading it, or choose another folder.`,
      )
    throw new SemblanceError(
      'FOLDER_NOT_FOUND',
      `There is no folder ${shown}. Check the spelling, or connect the drive it is on.`,
    )
  })
  if (!found.isDirectory())
    throw new SemblanceError('NOT_A_FOLDER', `${shown} is a file, not a folder. Give the folder it is in.`)
  await access(path, constants.R_OK | constants.X_OK).catch(() => {
    throw new SemblanceError(
      'FOLDER_UNREADABLE',
      `No permission to read ${shown}. Allow reading it, or choose another folder.`,
    )
  })
}

export const notThere = 'Not connected, moved or deleted'

/**
 * Why nothing of a known folder can be read now, in words; null where it can. A drive that is not there leaves no
 * folder, or an empty one: the place where it was mounted.
 */
export async function whyUnavailable(folder: string, hasPhotos: boolean): Promise<string | null> {
  try {
    const names = await readdir(fsPath(folder))
    return names.length === 0 && hasPhotos ? 'Not connected: the folder is empty' : null
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'ENOENT' || code === 'ENOTDIR') return notThere
    return code === 'EACCES' || code === 'EPERM' ? 'No permission to read it' : `Not readable just now (${code})`
  }
}
