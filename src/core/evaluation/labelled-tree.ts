/** Photos of a folder tree whose folder names are the labels, decoded to training pixels in memory. */
import { createHash } from 'node:crypto'
import { existsSync, readFileSync, statSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import pLimit from 'p-limit'
import { SemblanceError } from '../../shared/errors.ts'
import { countOf } from '../../shared/format.ts'
import { decodePixels } from '../imaging/decode.ts'
import { PIXEL_SIZE } from '../imaging/pixels.ts'
import type { TrainingPhotos } from '../learning/training-photos.ts'
import { filesOf, refuseStrays, subfolders, whereToPut } from './class-folders.ts'

/** Decoded photos of one side of the split, in the order of their paths. */
export interface LabelledPhotos {
  pixels: Uint8Array[]
  sizes: { width: number; height: number }[]
  classes: number[]
}

const pixelBytes = PIXEL_SIZE ** 2 * 3
/** One photo in five is held out where the tree has no split of its own. */
const heldOutShare = 5

/** One file and its class; 'all' where it is the content's hash that says whether it is held out. */
export interface LabelledFile {
  part: 'train' | 'test' | 'all'
  path: string
  label: number
}

/**
 * DIR/train/<class>/ and DIR/<heldOut>/<class>/, or DIR/<class>/ with one photo in five held out by content hash.
 * `most` limits the photos of a class, for benchmarks on a part. Throws FOLDER_NOT_FOUND, FOLDER_UNREADABLE,
 * NO_PHOTOS (fewer than two classes with photos, or none held out), INVALID_ARGUMENT where photos lie elsewhere.
 */
export async function readLabelledTree(
  dir: string,
  heldOut: 'test' | 'validation',
  onShare: (share: number) => void,
  most: { train: number; test: number } = { train: Infinity, test: Infinity },
) {
  if (!existsSync(dir) || !statSync(dir).isDirectory())
    throw new SemblanceError('FOLDER_NOT_FOUND', `There is no folder ${dir}. Check --data.`)
  const split = existsSync(join(dir, 'train')) && existsSync(join(dir, heldOut))
  const classes = subfolders(split ? join(dir, 'train') : dir)
  const parts = split ? (['train', 'test'] as const) : (['all'] as const)
  const rootOf = (part: LabelledFile['part']) => join(dir, { all: '', train: 'train', test: heldOut }[part])
  const folders = parts.flatMap((part) =>
    classes.map((name, label) => ({ part, label, dir: join(rootOf(part), name) })),
  )
  const classFolders = new Set(folders.map((folder) => folder.dir))
  for (const part of parts) refuseStrays(rootOf(part), classFolders, heldOut)
  const listed = folders.flatMap(({ part, label, dir }) =>
    filesOf(dir)
      .slice(0, part === 'test' ? most.test : most.train)
      .map((path): LabelledFile => ({ part, path, label })),
  )
  const { train, test, unreadable } = await readLabelledFiles(listed, onShare)
  const classCount = new Set(train.classes).size
  if (classCount < 2 || test.pixels.length < 1)
    throw new SemblanceError(
      'NO_PHOTOS',
      [
        `${dir} has ${countOf(train.pixels.length, 'photo')} of ${countOf(classCount, 'class', 'classes')} to learn from`,
        `and ${countOf(test.pixels.length, 'photo')} to score by (${countOf(unreadable.length, 'unreadable file')}).`,
        `It takes two classes and a photo to score by: ${whereToPut(heldOut)}`,
      ].join(' '),
    )
  return { train, test, classes, unreadable }
}

/** Decodes them, in their order; what cannot be read is listed. */
export async function readLabelledFiles(files: LabelledFile[], onShare: (share: number) => void) {
  const parts: Record<'train' | 'test', LabelledPhotos> = { train: emptyPart(), test: emptyPart() }
  const unreadable: string[] = []
  const limit = pLimit(availableParallelism() + 1)
  let doneCount = 0
  const decoded = await Promise.all(
    files.map((file) =>
      limit(async () => {
        const bytes = bytesIfAny(file.path)
        const decoding = bytes && decodePixels(bytes).catch(() => null)
        const part = file.part === 'all' ? partOf(bytes) : file.part
        const photo = await decoding
        onShare(++doneCount / files.length)
        return { ...file, part, photo }
      }),
    ),
  )
  for (const { part, path, label, photo } of decoded) {
    if (!photo) unreadable.push(path)
    else {
      parts[part].pixels.push(photo.pixels)
      parts[part].sizes.push(photo)
      parts[part].classes.push(label)
    }
  }
  return { ...parts, unreadable }
}

/** Null where it may not be read, or is gone by now. */
function bytesIfAny(path: string): Buffer | null {
  try {
    return readFileSync(path)
  } catch {
    return null
  }
}

const partOf = (bytes: Buffer | null): 'train' | 'test' =>
  bytes && createHash('sha256').update(bytes).digest()[0] % heldOutShare === 0 ? 'test' : 'train'

const emptyPart = (): LabelledPhotos => ({ pixels: [], sizes: [], classes: [] })

/** The same photos as a run wants them. */
export function trainingPhotos({ pixels, sizes }: Pick<LabelledPhotos, 'pixels' | 'sizes'>): TrainingPhotos {
  return {
    count: pixels.length,
    pixelSize: PIXEL_SIZE,
    widths: sizes.map(({ width }) => width),
    heights: sizes.map(({ height }) => height),
    readPixels: (rows, target) => rows.forEach((row, b) => target.set(pixels[row], b * pixelBytes)),
  }
}
