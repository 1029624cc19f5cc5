/** What SQLite and the system say of a disk that takes nothing more: in words, and that reading may go on. */
import Database from 'better-sqlite3'
import { expect, test } from 'vitest'
import { isUnwritable, translateError } from './errors.ts'

const sqlite = (code: string) => new Database.SqliteError('it failed', code)
const system = (code: string) => Object.assign(new Error('it failed'), { code })

test.each([
  ['SQLITE_FULL', sqlite('SQLITE_FULL')],
  ['SQLITE_IOERR_SHMSIZE', sqlite('SQLITE_IOERR_SHMSIZE')],
  ['ENOSPC', system('ENOSPC')],
  ['EDQUOT', system('EDQUOT')],
])('%s is a full disk, where a catalogue can still be read', (_, error) => {
  const told = translateError(error, '/c/catalogue.sqlite')
  expect(told).toMatchObject({ code: 'DISK_FULL', message: expect.stringContaining('/c/catalogue.sqlite is full') })
  expect([isUnwritable(error), isUnwritable(told)]).toEqual([true, true])
})

test('what may not be written can be read; what is damaged cannot', () => {
  expect(isUnwritable(translateError(sqlite('SQLITE_READONLY'), '/c'))).toBe(true)
  expect(isUnwritable(translateError(sqlite('SQLITE_CORRUPT'), '/c'))).toBe(false)
})
