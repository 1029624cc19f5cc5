import { expect, test } from 'vitest'
import { shownName } from '../../shared/shown-name.ts'
import { fsPath, nameOf } from './file-names.ts'

test.each([
  ['plain', Buffer.from('a.jpg')],
  ['umlauts and emoji', Buffer.from('Grüße 🌻.jpg')],
  ['Latin-1', Buffer.from([0x66, 0xfc, 0x72, 0x2e, 0x6a, 0x70, 0x67])],
  ['half a character at the end', Buffer.from([0x61, 0xe2, 0x82])],
  ['Latin-1 beside UTF-8', Buffer.concat([Buffer.from('é'), Buffer.from([0xe9]), Buffer.from('é')])],
  ['a character of those that stand for bytes', Buffer.from('a\uef80b.jpg')],
  ['an encoded surrogate', Buffer.from([0xed, 0xa0, 0x80])],
])('%s comes back as it was', (_, bytes) => expect(Buffer.from(fsPath(nameOf(bytes)) as string)).toEqual(bytes))

test('shown readably, and a terminal is not told to do anything', () => {
  expect(shownName(nameOf(Buffer.from([0x66, 0xfc, 0x72])))).toBe('f\ufffdr')
  expect(shownName('a\u001b[31m\n\u202egpj.jpg')).toBe('a\ufffd[31m\ufffd\ufffdgpj.jpg')
})
