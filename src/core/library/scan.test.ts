/** What is said of what could not be read. */
import { expect, test } from 'vitest'
import { unreadInWords } from './scan.ts'

test.each([
  ['folder', 'EACCES', 'No permission to read the folder.'],
  ['file', 'EPERM', 'No permission to read the file.'],
  ['folder', 'EIO', 'The folder could not be read (EIO).'],
] as const)('a %s, %s', (what, code, words) => expect(unreadInWords(what, code)).toBe(words))
