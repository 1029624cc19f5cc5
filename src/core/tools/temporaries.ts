/** Files and folders that are to be gone again, also where the program is told to end while they are in use. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

process.on('exit', () => removeTemporaries())

const waiting = new Map<string, (path: string) => void>()

/** Notes a path before there is something under it; `remove` must bear that there is nothing. */
export function expectedToGo(path: string, remove: (path: string) => void): string {
  waiting.set(path, remove)
  return path
}

/** An empty folder among the system's temporary ones, whose name begins so. */
export function temporaryFolder(prefix: string): string {
  const remove = (dir: string) => rmSync(dir, { recursive: true, force: true })
  return expectedToGo(mkdtempSync(join(tmpdir(), prefix)), remove)
}

/** Removes it now. */
export function removed(path: string): void {
  waiting.get(path)?.(path)
  waiting.delete(path)
}

/** For the end: whoever still works on one of them will find it gone. */
export const removeTemporaries = (): void => [...waiting.keys()].forEach(removed)
