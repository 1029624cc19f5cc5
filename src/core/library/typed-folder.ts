/** Folders as people write and paste them: with "~", in quotes, or as a file's address. */
import { existsSync } from 'node:fs'
import { homedir } from 'node:os'
import { isAbsolute, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { SemblanceError } from '../../shared/errors.ts'
import { echoed } from '../../shared/shown-name.ts'
import { fsPath } from './file-names.ts'

const quotes: readonly (readonly [string, string])[] = [
  ['"', '"'],
  ["'", "'"],
  ['“', '”'],
  ['‘', '’'],
]

/** A whole path; what is none begins in the person's own folder. Throws INVALID_ARGUMENT for another address. */
export function typedFolder(text: string, homeDir = homedir()): string {
  // A name may begin or end with a space.
  if (isAbsolute(text) && existsSync(fsPath(text))) return resolve(text)
  const path = unquoted(text.trim())
  if (/^[a-z][a-z+.-]+:\/\//i.test(path)) return ofAddress(path)
  return resolve(homeDir, path.replace(/^~(?=$|[\\/])/, homeDir))
}

function unquoted(text: string): string {
  const pair = quotes.find(([open, close]) => text.length > 1 && text.startsWith(open) && text.endsWith(close))
  return pair ? text.slice(1, -1) : text
}

function ofAddress(address: string): string {
  try {
    return fileURLToPath(address)
  } catch {
    throw new SemblanceError(
      'INVALID_ARGUMENT',
      `${echoed(address)} is no folder of this machine. Give a path, or an address that begins with file:///.`,
    )
  }
}
