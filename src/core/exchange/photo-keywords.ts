/** The keywords of a photo's file: in the file itself, and in the sidecars beside it. Reads only. */
import * as fs from 'node:fs'
import { SemblanceError } from '../../shared/errors.ts'
import { jpegSegments, startOfScan } from '../imaging/jpeg-segments.ts'
import { readLists } from '../imaging/metadata.ts'
import { fsPath } from '../library/file-names.ts'
import { namesIn, unique, without } from './keywords.ts'
import { readSidecar, sidecarsOf } from './sidecar-files.ts'
import { keywordsIn, machineTags } from './tagged-sidecar.ts'
import { decodeXmp } from './xmp-text.ts'

export interface PhotoKeywords {
  names: string[]
  /** Files that were left out, by path. */
  problems: { path: string; error: unknown }[]
}

/** A short-named sidecar that other photos share is left out: it cannot be told whose it is. */
export async function photoKeywords(path: string, isShared: boolean): Promise<PhotoKeywords> {
  const { full, short } = sidecarsOf(path)
  const read: PhotoKeywords = { names: [], problems: [] }
  const add = async (source: string, keywords: () => string[] | Promise<string[]>) => {
    try {
      read.names.push(...(await keywords()))
    } catch (error) {
      read.problems.push({ path: source, error })
    }
  }
  await add(path, () => embeddedKeywords(path))
  if (full) await add(full, () => sidecarKeywords(full))
  if (short) await add(short, () => (isShared ? refuseShared() : sidecarKeywords(short)))
  return { ...read, names: unique(read.names) }
}

const sidecarKeywords = (path: string) => keywordsIn(decodeXmp(readSidecar(path) ?? Buffer.alloc(0)).text)

function refuseShared(): never {
  throw new SemblanceError(
    'INVALID_ARGUMENT',
    "Several photos have this name but for their ending: it cannot be told whose sidecar it is. Add the photo's ending to its name.",
  )
}

/** Of XMP and IPTC inside the photo's file. Throws as the file system does. */
export async function embeddedKeywords(path: string): Promise<string[]> {
  const { xmp, iptcKeywords } = await readLists(describingPart(path))
  const said = {
    subject: [...xmp('subject'), ...iptcKeywords],
    hierarchicalSubject: xmp('hierarchicalSubject'),
    TagsList: xmp('TagsList'),
  }
  return without(namesIn(said), xmp(machineTags.name))
}

/** What is written about a JPEG mostly stands in its first part; reading that alone saves the rest of each photo. */
const firstPart = 262_144

function describingPart(path: string): Buffer {
  const file = fs.openSync(fsPath(path), 'r')
  try {
    const head = Buffer.alloc(firstPart)
    const part = head.subarray(0, fs.readSync(file, head, 0, firstPart, 0))
    return part.length < firstPart || reachesScan(part) ? part : fs.readFileSync(fsPath(path))
  } finally {
    fs.closeSync(file)
  }
}

/** Whether the part of a JPEG holds every segment before its pixels. */
function reachesScan(part: Buffer): boolean {
  if (part.readUInt16BE(0) !== 0xffd8) return false
  for (const { marker } of jpegSegments(part)) if (marker === startOfScan) return true
  return false
}
