import { expect, test } from 'vitest'
import { withoutNames } from './nameless.ts'

const at = '2026-01-02T03:04:05.678Z'

test('who, when, known codes and places in our own files stay, whatever names are between', () => {
  const lines = [
    `${at} indexing: DISK_FULL: The disk with /home/anna/My photos (old) is full: ENOSPC. Make room for "Aunt Error".`,
    `${at} core, uncaught: TypeError: Cannot read "Rex: 2026-01-02T03:04:05.678Z core: x" of C:\\Users\\Anna\\a b.jpg`,
    'and the second line of it, about Rex',
    '    at async readPhotoFile (file:///home/anna/My apps (new)/src/core/library/read-file.ts:70:12)',
    '    at C:\\Users\\Anna\\semblance\\out\\main\\core.js:1:2',
    '    at new Pace (node:internal/main:4:5)',
  ]
  expect(withoutNames(lines)).toEqual([
    `${at} indexing: DISK_FULL ENOSPC Error (words left out)`,
    `${at} core, uncaught: TypeError (words left out)`,
    '    at async readPhotoFile (read-file.ts:70:12)',
    '    at  (core.js:1:2)',
    '    at new Pace (node:internal/main:4:5)'.replace('node:internal/', ''),
  ])
})
