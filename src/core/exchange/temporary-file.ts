/** A file that is written first and then takes its place, so that it is there whole or not at all. */
import { randomUUID } from 'node:crypto'
import { existsSync, rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fsPath } from '../library/file-names.ts'

/** Not named after it: names may be as long as the file system allows. */
export const temporaryBeside = (path: string): string => join(dirname(path), `.semblance-${randomUUID()}`)

/** Where it took its place it is gone already. */
export function removeTemporary(path: string): void {
  if (existsSync(fsPath(path))) rmSync(fsPath(path))
}
