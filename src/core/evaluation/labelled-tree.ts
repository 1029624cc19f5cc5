/** Photos of a folder tree whose folder names are the labels, decoded to training pixels in memory. */
import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import pLimit from 'p-limit'
import { SemblanceError } from '../../shared/errors.ts'
import { decodePixels } from '../imaging/decode.ts'
import { PIXEL_SIZE } from '../imaging/pixels.ts'
import type { TrainingPhotos } from '../learning/trainer.ts'

/** Decoded photos of one side of the split, in the order of their paths. */
export interface LabelledPhotos {
  pixels: Uint8Array[]
  sizes: { width: number; height: number }[]
  classes: number[]
}

const pixelBytes = PIXEL_SIZE ** 2 * 3
/** One photo in five is held out where the tree has no split of its own. */
const heldOutShare = 5

/**
 * DIR/train/<class>/ and DIR/<heldOut>/<class>/, or DIR/<class>/ with one photo in five held out by content hash.
 * `most` limits the photos of a class, for benchmarks on a part. Throws FOLDER_NOT_FOUND, NO_PHOTOS (fewer than two classes or photos).
 */
export async function readLabelledTree(dir: string, heldOut: 'test' | 'validation', onShare: (share: number) => void, most: { train: number; test: number } = { train: Infinity, test: Infinity }) {
  if (!existsSync(dir) || !statSync(dir).isDirectory()) throw new SemblanceError('FOLDER_NOT_FOUND', `There is no folder ${dir}. Check --data.`)
  const split = existsSync(join(dir, 'train')) && existsSync(join(dir, heldOut))
  const classes = subfolders(split ? join(dir, 'train') : dir)
  const listed = (split ? (['train', 'test'] as const) : (['all'] as const)).flatMap((part) =>
    classes.flatMap((name, label) => filesOf(join(dir, { all: '', train: 'train', test: heldOut }[part], name)).slice(0, part === 'test' ? most.test : most.train).map((path) => ({ part, path, label }))),
  )
  const parts: Record<'train' | 'test', LabelledPhotos> = { train: emptyPart(), test: emptyPart() }
  const unreadable: string[] = []
  const limit = pLimit(availableParallelism() + 1)
  let doneCount = 0
  const decoded = await Promise.all(listed.map((file) => limit(async () => {
    const bytes = readFileSync(file.path)
    const decoding = decodePixels(bytes).catch(() => null)
    const hashed = createHash('sha256').update(bytes).digest()[0]
    const part = file.part === 'all' ? (hashed % heldOutShare === 0 ? 'test' : 'train') : file.part
    const photo = await decoding
    onShare(++doneCount / listed.length)
    return { ...file, part, photo } as const
  })))
  for (const { part, path, label, photo } of decoded) {
    if (!photo) unreadable.push(path)
    else {
      parts[part].pixels.push(photo.pixels)
      parts[part].sizes.push(photo)
      parts[part].classes.push(label)
    }
  }
  if (classes.length < 2 || parts.train.pixels.length < 2 || parts.test.pixels.length < 1) {
    throw new SemblanceError('NO_PHOTOS', `${dir} needs at least two class folders with photos (train/<class>/ and test/<class>/, or <class>/).`)
  }
  return { ...parts, classes, unreadable }
}

const emptyPart = (): LabelledPhotos => ({ pixels: [], sizes: [], classes: [] })

function subfolders(dir: string): string[] {
  return readdirSync(dir, { withFileTypes: true }).filter((entry) => entry.isDirectory()).map((entry) => entry.name).sort()
}

function filesOf(dir: string): string[] {
  if (!existsSync(dir)) return []
  return readdirSync(dir, { withFileTypes: true }).filter((entry) => entry.isFile() && !entry.name.startsWith('.')).map((entry) => join(dir, entry.name)).sort()
}

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
