/** Bytes to text and back: the encodings that XMP may have, and those that it may not. */
import { expect, test } from 'vitest'
import { decodeXmp, encodeXmp } from './xmp-text.ts'

const text = '<?xpacket begin="\ufeff"?>\r\n<a>Zoë 😀 \u2028\u0085</a>\n'
const swapped = (bytes: Buffer) => Buffer.from(bytes).swap16()
const [utf8, utf16] = [Buffer.from(text), Buffer.from(text, 'utf16le')]

test.each<[string, Buffer]>([
  ['UTF-8', utf8],
  ['UTF-8 with its mark', Buffer.concat([Buffer.of(0xef, 0xbb, 0xbf), utf8])],
  ['UTF-16, low byte first', Buffer.concat([Buffer.of(0xff, 0xfe), utf16])],
  ['UTF-16, high byte first', Buffer.concat([Buffer.of(0xfe, 0xff), swapped(utf16)])],
  ['UTF-16 without a mark', utf16],
  ['UTF-16, high byte first, without a mark', swapped(utf16)],
])('%s is read, and written as it was', (_, bytes) => {
  const { text: read, encoding } = decodeXmp(bytes)
  expect(read).toBe(text)
  expect(encodeXmp(read, encoding)).toEqual(bytes)
})

test.each<[string, Buffer, RegExp]>([
  ['Latin-1 that says so', Buffer.from('<?xml version="1.0" encoding="ISO-8859-1"?><a/>'), /written in ISO-8859-1/],
  ['Latin-1 that does not', Buffer.from('<a>Zoë</a>', 'latin1'), /no UTF-8/],
  ['half of a UTF-16 character', Buffer.concat([Buffer.of(0xff, 0xfe), utf16, Buffer.of(0x3d, 0xd8)]), /no UTF-16LE/],
  ['an odd number of bytes', Buffer.concat([Buffer.of(0xfe, 0xff), utf16, Buffer.of(0)]), /no UTF-16BE/],
])('%s is refused', (_, bytes, message) => {
  expect(() => decodeXmp(bytes)).toThrow(expect.objectContaining({ code: 'INVALID_ARGUMENT' }))
  expect(() => decodeXmp(bytes)).toThrow(message)
})
