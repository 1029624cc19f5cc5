/** What the tagging benchmark asks its questions of: a library seen as the app sees it at minute zero. */
import { existsSync, readdirSync } from 'node:fs'
import { basename, join } from 'node:path'
import { nearestNeighbours } from '../src/core/engines/onnx/neighbour-graph.ts'
import { readLabelledFiles, readLabelledTree, type LabelledPhotos } from '../src/core/evaluation/labelled-tree.ts'
import { resolveRecipe } from '../src/core/learning/recipe.ts'
import { Random } from '../src/core/learning/random.ts'
import type { NeighbourGraph } from '../src/core/search/neighbour-graph.ts'
import { graphNeighborCount } from '../src/core/tagging/tag-space.ts'
import { learn } from './learning.ts'

export interface TagLibrary {
  name: string
  /** D. */
  size: number
  /** [N, D], unit rows. */
  rows: Float32Array
  /** [N], the folder; -1 for photos that are there to be in no tag. */
  classes: Int32Array
  graph: NeighbourGraph
}

export interface LibraryOptions {
  /** Photos of a class; all where it is not given. */
  most?: number
  /** A folder of photos that are in no tag, half as many as the library's. */
  clutter?: string
}

export async function readLibrary(dir: string, { most = Infinity, clutter }: LibraryOptions): Promise<TagLibrary> {
  const heldOut = existsSync(join(dir, 'validation')) ? 'validation' : 'test'
  const split = await readLabelledTree(dir, heldOut, () => {}, { train: most, test: most / 5 })
  const photos = joined(split.train, split.test)
  const all = clutter ? joined(photos, await clutterFrom(clutter, Math.floor(photos.classes.length / 2))) : photos
  const recipe = resolveRecipe({}, all.classes.length)
  const nobody: LabelledPhotos = { pixels: [], sizes: [], classes: [] }
  const { embeddings } = await learn({ train: all, test: nobody }, recipe, { minutes: 0 })
  const size = recipe.embeddingSize
  return withGraph(basename(dir) + (clutter ? ' and clutter' : ''), size, embeddings, Int32Array.from(all.classes))
}

async function withGraph(name: string, size: number, rows: Float32Array, classes: Int32Array): Promise<TagLibrary> {
  return { name, size, rows, classes, graph: await nearestNeighbours(rows, size, graphNeighborCount) }
}

const joined = (a: LabelledPhotos, b: LabelledPhotos): LabelledPhotos => ({
  pixels: [...a.pixels, ...b.pixels],
  sizes: [...a.sizes, ...b.sizes],
  classes: [...a.classes, ...b.classes],
})

async function clutterFrom(dir: string, count: number): Promise<LabelledPhotos> {
  const names = readdirSync(dir).sort()
  const files = Array.from({ length: count }, (_, i) => names[Math.floor((i * names.length) / count)])
  const { train } = await readLabelledFiles(
    files.map((name) => ({ part: 'train', path: join(dir, name), label: -1 })),
    () => {},
  )
  return train
}

/** The library in which one class is this share of all photos: of it, or of the others, some are left out. */
export function thinned({ name, size, rows, classes }: TagLibrary, label: number, share: number): Promise<TagLibrary> {
  const order = [...new Random(label).shuffle(Int32Array.from(classes.keys()))]
  const [yes, no] = [true, false].map((isYes) => order.filter((row) => (classes[row] === label) === isYes))
  const yesCount = Math.min(yes.length, Math.round((no.length * share) / (1 - share)))
  const noCount = Math.min(no.length, Math.round((yesCount * (1 - share)) / share))
  const kept = [...yes.slice(0, yesCount), ...no.slice(0, noCount)].sort((a, b) => a - b)
  const keptRows = new Float32Array(kept.length * size)
  kept.forEach((row, at) => keptRows.set(rows.subarray(row * size, (row + 1) * size), at * size))
  const keptClasses = Int32Array.from(kept, (row) => classes[row])
  return withGraph(`${name}, ${100 * share} %`, size, keptRows, keptClasses)
}
