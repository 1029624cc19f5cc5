import { readFileSync } from 'node:fs'
import sharp from 'sharp'
import { expect, test } from 'vitest'
import { rawFile } from '../../../test/support/raw.ts'
import { formatOf, formatOfBytes, formatOfName, formats, readFormats } from './formats.ts'

const picture = () => sharp({ create: { width: 20, height: 10, channels: 3, background: 'red' } })

test.each(['jpeg', 'png', 'webp', 'gif', 'avif', 'tiff'] as const)('%s as sharp writes it', async (kind) => {
  expect(formatOfBytes(await picture().toFormat(kind).toBuffer())!.name.toLowerCase()).toBe(kind)
})

const ftyp = (major: string, ...others: string[]) =>
  Buffer.concat([Buffer.from([0, 0, 0, 16 + 4 * others.length]), Buffer.from(`ftyp${major}\0\0\0\0${others.join('')}`)])

test.each<[string, Uint8Array, string | null]>([
  ['HEIC as phones write it', ftyp('heic', 'mif1', 'heic'), 'HEIC'],
  ['HEIC under the general brand', ftyp('mif1', 'heic', 'miaf'), 'HEIC'],
  ['AVIF under the general brand', ftyp('mif1', 'avif', 'miaf'), 'AVIF'],
  ['AVIF of several pictures', ftyp('avis', 'avif', 'msf1'), 'AVIF'],
  ['HEIC video', ftyp('hevc', 'msf1'), 'HEIC video'],
  ['a film', ftyp('isom', 'iso2', 'mp41'), null],
  ['QuickTime', ftyp('qt  '), null],
  ['Canon RAW', ftyp('crx ', 'isom'), 'RAW'],
  ['JPEG XL', Buffer.from([0xff, 0x0a, 1, 2]), 'JPEG XL'],
  ['a bitmap', Buffer.from([...Buffer.from('BM'), 70, 0, 0, 0, 0, 0, 0, 0, 54, 0, 0, 0, 40, 0, 0, 0]), 'BMP'],
  ['text that begins as a bitmap does', Buffer.from('BMW is a make of cars'), null],
  ['big-endian TIFF', Buffer.from('MM\0*\0\0\0\x08'), 'TIFF'],
  ['BigTIFF', Buffer.from('II+\0\x08\0\0\0'), 'TIFF'],
  ['Canon CR2', Buffer.from('II*\0\x10\0\0\0CR\x02\0'), 'RAW'],
  ['Canon CRW', Buffer.from('II\x1a\0\0\0HEAPCCDR'), 'RAW'],
  ['Minolta MRW', Buffer.from('\0MRM\0\0'), 'RAW'],
  ['nothing', Buffer.from(''), null],
  ['one byte', Buffer.from([0xff]), null],
])('%s', (_, bytes, name) => expect(formatOfBytes(bytes)?.name ?? null).toBe(name))

test.each([true, false])('a RAW file is told from a TIFF by the whole of it (DNG: %s)', (isDng) => {
  const bytes = rawFile({ preview: Buffer.from([0xff, 0xd8]), isDng })
  expect(formatOf('scan.tif', bytes)!.name).toBe('RAW')
  expect(formatOf('scan.tif', bytes.subarray(0, 64))!.name).toBe('TIFF')
  expect(formatOf('scan.tif', bytes.subarray(0, bytes.length - 200))!.name).toBe('TIFF')
})

test('a RAW file is told from a TIFF by its name', () => {
  const head = Buffer.from('II*\0\x08\0\0\0')
  expect(formatOf('a.NEF', head)!.name).toBe('RAW')
  expect(formatOf('a.tif', head)!.name).toBe('TIFF')
})

test.each([
  ['a.JPG', 'JPEG'],
  ['a.jfif', 'JPEG'],
  ['a.pjp', 'JPEG'],
  ['IMG_1 (2).jpg ', 'JPEG'],
  ['IMG_2.jpg.', 'JPEG'],
  ['IMG_3.jpeg_original', 'JPEG'],
  ['photo.jpg_large', 'JPEG'],
  ['a.heic', 'HEIC'],
  ['notes.txt', null],
  ['no-extension', null],
  ['.jpg', 'JPEG'],
  ['a.mp4', null],
])('the name %s', (name, format) => expect(formatOfName(name)?.name ?? null).toBe(format))

test('the README names what is read', () => {
  expect(readFileSync('README.md', 'utf8')).toContain(`- Photos only: ${readFormats}, under any name.`)
})

test('what is not read says why', () => {
  for (const { decoder, reason } of formats) expect(reason === undefined).toBe(decoder !== null)
})
