/** Files and folders that are to be gone again, also where the program is told to end while they are in use. */

process.on('exit', () => removeTemporaries())

const waiting = new Map<string, (path: string) => void>()

/** Notes a path before there is something under it; `remove` must bear that there is nothing. */
export function expectedToGo(path: string, remove: (path: string) => void): string {
  waiting.set(path, remove)
  return path
}

/** Removes it now. */
export function removed(path: string): void {
  waiting.get(path)?.(path)
  waiting.delete(path)
}

/** For the end: whoever still works on one of them will find it gone. */
export const removeTemporaries = (): void => [...waiting.keys()].forEach(removed)
