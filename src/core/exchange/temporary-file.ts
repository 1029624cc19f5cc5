/** A file that is written first and then takes its place, so that it is there whole or not at all. */
import { randomUUID } from 'node:crypto'
import { closeSync, existsSync, openSync, renameSync, rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fsPath } from '../library/file-names.ts'
import { expectedToGo, removed } from '../tools/temporaries.ts'

/** Not named after it: names may be as long as the file system allows. */
export const temporaryBeside = (path: string): string =>
  expectedToGo(join(dirname(path), `.semblance-${randomUUID()}`), (temporary) => {
    if (existsSync(fsPath(temporary))) rmSync(fsPath(temporary))
  })

const ownName = /^\.semblance-[0-9a-f-]{36}$/
/** By its name alone. */
export const isTemporary = (name: string): boolean => ownName.test(name)

/** Where it took its place it is gone already. */
export const removeTemporary = removed

/**
 * Gives the file a name that nothing has, not even a link to what is not there. The name is taken in this very moment:
 * who ends the program before finds nothing under it. Throws EEXIST.
 */
export function takeNewPlace(temporary: string, path: string): void {
  closeSync(openSync(fsPath(path), 'wx'))
  try {
    renameSync(fsPath(temporary), fsPath(path))
  } catch (error) {
    rmSync(fsPath(path), { force: true })
    throw error
  }
}
