/** A library as the app sees it at minute zero, and edits of some of its photos: what find similar is measured on. */
import { readdirSync, readFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import sharp, { type Sharp } from 'sharp'
import { createEngine } from '../src/core/engines/create-engine.ts'
import { trainingPhotos, type LabelledPhotos } from '../src/core/evaluation/labelled-tree.ts'
import { decodePixels } from '../src/core/imaging/decode.ts'
import { PIXEL_SIZE } from '../src/core/imaging/pixels.ts'
import { embedAll } from '../src/core/learning/look.ts'
import { Random } from '../src/core/learning/random.ts'
import { engineConfig, resolveRecipe } from '../src/core/learning/recipe.ts'
import { learn } from './learning.ts'

/** One photo, edited. */
export interface Edit {
  kind: string
  row: number
  /** [D]. */
  vector: Float32Array
}

export interface SimilarLibrary {
  name: string
  /** D. */
  size: number
  /** [N, D], unit rows. */
  rows: Float32Array
  /** [N], by the folder. */
  classes: Int32Array
  edits: Edit[]
}

const editedCount = 150

/** What people make of a photo, and a second one of a burst: all the same shot. */
const shotEdits: Record<string, (image: Buffer, random: Random) => Promise<Buffer>> = {
  'smaller, JPEG 40': async (image) => jpeg(sharp(image).resize({ width: 400, withoutEnlargement: true }), 40),
  brighter: (image) => jpeg(sharp(image).modulate({ brightness: 1.3 })),
  darker: (image) => jpeg(sharp(image).modulate({ brightness: 0.7 })),
  'paler, warmer': (image) => jpeg(sharp(image).modulate({ saturation: 0.6, hue: 8 })),
  'cropped to 85 %': (image, random) => cropped(image, 0.85, random.uniform(), random.uniform()),
  burst: async (image, random) =>
    jpeg(
      sharp(await cropped(image, 0.94, random.uniform(), random.uniform()))
        .modulate({ brightness: 0.94 + 0.12 * random.uniform() })
        .rotate(2 * random.uniform() - 1, { background: '#808080' }),
    ),
}
/** Two framings of one place, which have under half of either in common. */
const sceneEdits: typeof shotEdits = {
  'left two thirds': (image) => cropped(image, 0.66, 0, 0.5),
  'right two thirds': (image) => cropped(image, 0.66, 1, 0.5),
}

/** `most` photos of a class at most. */
export async function readSimilarLibrary(dir: string, most = Infinity): Promise<SimilarLibrary> {
  const files = labelledFiles(dir, most)
  const photos = await decoded(files.map(({ path }) => readFileSync(path)))
  const known = files.filter((_, at) => photos[at] !== null)
  const all = labelledPhotos(
    photos,
    Array.from(known, ({ label }) => label),
  )
  const recipe = resolveRecipe({}, all.classes.length)
  const nobody: LabelledPhotos = { pixels: [], sizes: [], classes: [] }
  const { embeddings: rows, state } = await learn({ train: all, test: nobody }, recipe, { minutes: 0 })
  const engine = await createEngine({ engine: 'onnx', device: 'cpu' }, engineConfig(recipe, PIXEL_SIZE), state)
  const edits: Edit[] = []
  for (const [kind, edit] of Object.entries({ ...shotEdits, ...sceneEdits })) {
    const random = new Random(3)
    const chosen = random.shuffle(Int32Array.from(known.keys())).slice(0, editedCount)
    const images: Buffer[] = []
    for (const row of chosen) images.push(await edit(await sharp(known[row].path).autoOrient().toBuffer(), random))
    const pixels = await decoded(images)
    const vectors = await embedAll(engine, trainingPhotos(labelledPhotos(pixels, [])), recipe)
    const D = recipe.embeddingSize
    chosen.forEach((row, at) => edits.push({ kind, row, vector: vectors.slice(at * D, (at + 1) * D) }))
  }
  await engine.dispose()
  return { name: basename(dir), size: recipe.embeddingSize, rows, classes: Int32Array.from(all.classes), edits }
}

export const isOfScene = (kind: string): boolean => Object.hasOwn(sceneEdits, kind)

const jpeg = (image: Sharp, quality = 85): Promise<Buffer> => image.jpeg({ quality }).toBuffer()

/** A part with this share of both sides, from this share of what is left over. */
async function cropped(image: Buffer, share: number, x: number, y: number): Promise<Buffer> {
  const { width, height } = await sharp(image).metadata()
  const box = { width: Math.round(share * width), height: Math.round(share * height) }
  const [left, top] = [Math.floor(x * (width - box.width)), Math.floor(y * (height - box.height))]
  return jpeg(sharp(image).extract({ ...box, left, top }))
}

/** Photos by the folder that holds them, whatever part of the tree that is in. */
export function labelledFiles(dir: string, most: number): { path: string; label: number }[] {
  const paths = readdirSync(dir, { recursive: true, encoding: 'utf8' }).filter((path) => /\.(jpe?g|png)$/i.test(path))
  const byFolder = new Map<string, string[]>()
  for (const path of paths.sort()) {
    const folder = basename(dirname(path))
    byFolder.set(folder, [...(byFolder.get(folder) ?? []), join(dir, path)])
  }
  const folders = [...byFolder.values()].filter(({ length }) => length > 1)
  return folders.flatMap((files, label) => files.slice(0, most).map((path) => ({ path, label })))
}

type Decoded = Awaited<ReturnType<typeof decodePixels>> | null

async function decoded(images: Buffer[]): Promise<Decoded[]> {
  const found: Decoded[] = []
  for (const image of images) found.push(await decodePixels(image).catch(() => null))
  return found
}

function labelledPhotos(photos: Decoded[], classes: number[]): LabelledPhotos {
  const read = photos.filter((photo) => photo !== null)
  return { pixels: read.map(({ pixels }) => pixels), sizes: read, classes }
}
