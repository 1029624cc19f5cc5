/**
 * File names as text and back. Names on Linux are bytes, not always UTF-8: a byte that is none becomes a character of
 * the private use area (U+EF80 to U+EFFF), which goes through the catalogue unchanged and back to the byte.
 */
import { open } from 'node:fs/promises'
import { headSize } from '../imaging/formats.ts'
import { strayBytes } from '../../shared/shown-name.ts'

const firstStray = 0xef00
const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

export function nameOf(bytes: Buffer): string {
  try {
    const name = decoder.decode(bytes)
    if (!name.match(strayBytes)) return name
  } catch {
    // Byte by byte, then.
  }
  return withStrays(bytes)
}

/** Every byte that begins no whole character stands for itself. */
function withStrays(bytes: Buffer): string {
  let name = ''
  for (let at = 0; at < bytes.length;) {
    const length = [1, 2, 3, 4].find((size) => isCharacter(bytes.subarray(at, at + size)))
    name +=
      length === undefined
        ? String.fromCharCode(firstStray + bytes[at])
        : decoder.decode(bytes.subarray(at, at + length))
    at += length ?? 1
  }
  return name
}

function isCharacter(bytes: Buffer): boolean {
  try {
    const text = decoder.decode(bytes)
    return text !== '' && !text.match(strayBytes)
  } catch {
    return false
  }
}

/** For the file system: as it is, or as bytes where the name holds some that are no text. */
export function fsPath(path: string): string | Buffer {
  if (!path.match(strayBytes)) return path
  const parts: Buffer[] = []
  let from = 0
  for (const { index } of path.matchAll(strayBytes)) {
    parts.push(Buffer.from(path.slice(from, index)), Buffer.of(path.charCodeAt(index) - firstStray))
    from = index + 1
  }
  return Buffer.concat([...parts, Buffer.from(path.slice(from))])
}

/** The first bytes of a file. Throws as the file system does. */
export async function readHead(path: string): Promise<Buffer> {
  const file = await open(fsPath(path))
  try {
    const head = Buffer.alloc(headSize)
    const { bytesRead } = await file.read(head, 0, headSize, 0)
    return head.subarray(0, bytesRead)
  } finally {
    await file.close()
  }
}
