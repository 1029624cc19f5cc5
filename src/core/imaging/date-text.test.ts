import { expect, test } from 'vitest'
import { dateInFolders, dateInName, readDate } from './date-text.ts'

const iso = (dateMs: number | null) => (dateMs === null ? null : new Date(dateMs).toISOString().slice(0, 23))

test.each<[string, string | null, string?]>([
  ['2019:07:04 10:20:30', '2019-07-04T10:20:30.000'],
  ['2019:07:04 10:20:30', '2019-07-04T10:20:30.250', '25'],
  ['2019-07-04T10:20:30.5+02:00', '2019-07-04T10:20:30.500'],
  ['2019-07-04', '2019-07-04T00:00:00.000'],
  ['2019-07-04 102030+0200', '2019-07-04T10:20:30.000'],
  ['0000:00:00 00:00:00', null],
  ['    :  :     :  :  ', null],
  ['2019:02:30 10:00:00', null],
  ['2019:13:01 10:00:00', null],
  ['2019:07:04 25:00:00', null],
  ['1970:00:01 00:00:00', null],
  ['', null],
])('written: %s', (text, expected, fraction) => expect(iso(readDate(text, fraction))).toBe(expected))

test.each<[string, string | null]>([
  ['IMG_20190704_102030.jpg', '2019-07-04T10:20:30.000'],
  ['PXL_20210101_235959123.jpg', '2021-01-01T23:59:59.000'],
  ['IMG-20190704-WA0001.jpg', '2019-07-04T00:00:00.000'],
  ['Screenshot_2019-07-04-10-20-30.png', '2019-07-04T10:20:30.000'],
  ['Screenshot 2019-07-04 at 10.20.30.png', '2019-07-04T10:20:30.000'],
  ['2019-07-04 10.20.30.jpg', '2019-07-04T10:20:30.000'],
  ['signal-2019-07-04-102030.jpg', '2019-07-04T10:20:30.000'],
  ['DSC_0001.jpg', null],
  ['IMG_20191399.jpg', null],
  ['4920190704102030.jpg', null],
])('in the name %s', (name, expected) => expect(iso(dateInName(name))).toBe(expected))

test.each<[string, string | null]>([
  ['photos/2019-07-04 Lake', '2019-07-04T00:00:00.000'],
  ['2019/07/04', '2019-07-04T00:00:00.000'],
  ['2019/2019-07 Sea', '2019-07-01T00:00:00.000'],
  ['2019/07 Sea', '2019-07-01T00:00:00.000'],
  ['2019/Sea', '2019-01-01T00:00:00.000'],
  ['photos/Sea', null],
])('in the folders %s', (path, expected) => expect(iso(dateInFolders(path.split('/')))).toBe(expected))
