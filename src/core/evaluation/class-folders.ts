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
 * Throws INVALID_ARGUMENT where folders in `dir` have photos and are no class that is learnt: with those passed over
 * the score would be of something else.
 */
export function refuseStrays(dir: string, classFolders: Set<string>, heldOut: string): void {
  for (const inside of subfolders(dir).map((name) => join(dir, name))) {
    const isStray = !classFolders.has(inside) && filesOf(inside).some((path) => formatOfName(basename(path)))
    if (isStray)
      throw new SemblanceError(
        'INVALID_ARGUMENT',
        `${inside} is no class to learn, and has photos. Take it out, or ${whereToPut(heldOut)}`,
      )
    refuseStrays(inside, classFolders, heldOut)
  }
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
