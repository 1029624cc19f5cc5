/** The folders of a labelled tree: what lies in them, and that no photo lies beside them. */
import { existsSync, readdirSync, type Dirent } from 'node:fs'
import { basename, join } from 'node:path'
import { SemblanceError } from '../../shared/errors.ts'
import { formatOfName } from '../imaging/formats.ts'

export const whereToPut = (heldOut: string): string =>
  `put photos right into train/<class>/ and ${heldOut}/<class>/, or into <class>/, of which about one in five is held out.`

/** Without hidden ones. */
export const subfolders = (dir: string): string[] =>
  entriesOf(dir)
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .sort()

export const filesOf = (dir: string): string[] =>
  existsSync(dir)
    ? entriesOf(dir)
        .filter((entry) => entry.isFile())
        .map((entry) => join(dir, entry.name))
        .sort()
    : []

/**
 * Throws INVALID_ARGUMENT where photos lie in none of the folders: with what is deeper, or in no class that is learnt,
 * passed over, the score would be of something else.
 */
export function refuseStrays(dir: string, classFolders: Set<string>, heldOut: string): void {
  const isStray = !classFolders.has(dir) && filesOf(dir).some((path) => formatOfName(basename(path)))
  if (isStray)
    throw new SemblanceError(
      'INVALID_ARGUMENT',
      `${dir} is no class to learn, and has photos. Take it out, or ${whereToPut(heldOut)}`,
    )
  for (const name of subfolders(dir)) refuseStrays(join(dir, name), classFolders, heldOut)
}

/** Throws FOLDER_UNREADABLE: a class of which nothing is known would spoil the score. */
function entriesOf(dir: string): Dirent[] {
  try {
    return readdirSync(dir, { withFileTypes: true }).filter(({ name }) => !name.startsWith('.'))
  } catch (cause) {
    const message = `The folder ${dir} cannot be read (${(cause as NodeJS.ErrnoException).code}). Allow it, or take it out.`
    throw new SemblanceError('FOLDER_UNREADABLE', message, { cause })
  }
}
