/** XMP as bytes and as text: UTF-8 and UTF-16, with the mark at the beginning that says which, or without. */
import { SemblanceError } from '../../shared/errors.ts'

export interface XmpEncoding {
  name: 'UTF-8' | 'UTF-16LE' | 'UTF-16BE'
  mark: Buffer
}

export const utf8: XmpEncoding = { name: 'UTF-8', mark: Buffer.alloc(0) }

/** Beginnings that tell: with a mark, then the first character of any XML in two bytes. */
const beginnings: [XmpEncoding['name'], bytes: number[], markLength: number][] = [
  ['UTF-8', [0xef, 0xbb, 0xbf], 3],
  ['UTF-16LE', [0xff, 0xfe], 2],
  ['UTF-16BE', [0xfe, 0xff], 2],
  ['UTF-16LE', [0x3c, 0], 0],
  ['UTF-16BE', [0, 0x3c], 0],
]

/** Throws INVALID_ARGUMENT where the bytes are of another encoding, or not of the one that they say. */
export function decodeXmp(bytes: Buffer): { text: string; encoding: XmpEncoding } {
  const encoding = encodingOf(bytes)
  const text = decoded(bytes.subarray(encoding.mark.length), encoding)
  const declared = /^<\?xml[^>]*\sencoding\s*=\s*["']([^"']*)/.exec(text)?.[1] ?? 'UTF-8'
  if (!/^utf-?(8|16(le|be)?)$/i.test(declared)) throw refused(`is written in ${declared}. Save it as UTF-8.`)
  return { text, encoding }
}

export function encodeXmp(text: string, { name, mark }: XmpEncoding): Buffer {
  const bytes = Buffer.from(text, name === 'UTF-8' ? 'utf8' : 'utf16le')
  return Buffer.concat([mark, name === 'UTF-16BE' ? bytes.swap16() : bytes])
}

function encodingOf(bytes: Buffer): XmpEncoding {
  const found = beginnings.find(([, beginning]) => beginning.every((byte, at) => bytes[at] === byte))
  return found ? { name: found[0], mark: bytes.subarray(0, found[2]) } : utf8
}

function decoded(bytes: Buffer, { name }: XmpEncoding): string {
  try {
    const ordered = name === 'UTF-16BE' ? Buffer.from(bytes).swap16() : bytes
    return new TextDecoder(name === 'UTF-8' ? 'utf-8' : 'utf-16le', { fatal: true, ignoreBOM: true }).decode(ordered)
  } catch (cause) {
    throw refused(`has bytes that are no ${name}. Save it as UTF-8.`, cause)
  }
}

const refused = (what: string, cause?: unknown) =>
  new SemblanceError('INVALID_ARGUMENT', `The sidecar ${what}`, { cause })
