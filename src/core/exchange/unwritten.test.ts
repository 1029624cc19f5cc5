/** What a file system says of an export is told in words. */
import { expect, test } from 'vitest'
import { unwritten } from './unwritten.ts'

const said = (code: string) => Object.assign(new Error(`${code}: it failed, write`), { code, syscall: 'write' })

test.each([
  ['ENOSPC', 'DISK_FULL', 'The disk with /out is full. Make room there and export again.'],
  ['EFBIG', 'DISK_FULL', 'The file system with /out allows no file that large. Use another drive and export again.'],
  ['EROFS', 'INVALID_ARGUMENT', '/out cannot be written (EROFS). Choose another place for the export.'],
])('%s', (code, as, message) => {
  expect(unwritten('/out', said(code))).toMatchObject({ code: as, message })
})
