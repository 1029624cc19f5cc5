/**
 * A library in which some photos are parts of others, as the app sees it at minute zero; and parts of photos to search
 * it by. Every photo has its regions, in several sets of them.
 */
import { readFileSync } from 'node:fs'
import { basename } from 'node:path'
import { createEngine } from '../src/core/engines/create-engine.ts'
import { trainingPhotos, type LabelledPhotos } from '../src/core/evaluation/labelled-tree.ts'
import { decodeImage, decodePixels, type DecodedImage } from '../src/core/imaging/decode.ts'
import { PIXEL_SIZE } from '../src/core/imaging/pixels.ts'
import { embedAll } from '../src/core/learning/look.ts'
import { Random } from '../src/core/learning/random.ts'
import { engineConfig, resolveRecipe } from '../src/core/learning/recipe.ts'
import { regionPhotos } from '../src/core/region-photos.ts'
import { quantised } from '../src/core/store/quantised.ts'
import type { Region } from '../src/shared/domain.ts'
import { chosenPairs, evenly, joined, type Collage } from './collages.ts'
import { learn } from './learning.ts'
import { labelledFiles } from './similar-library.ts'

/** Of photo `row` a part that somebody searches by. */
export interface PartQuery {
  row: number
  vector: Float32Array
}

export interface CollageLibrary {
  name: string
  /** D. */
  size: number
  /** [N], by the folder. */
  classes: number[]
  collages: Collage[]
  /** Of the photos and, after them, of the collages: [N + C, D], and by set [N + C, R, D] as they are stored. */
  whole: Float32Array
  regions: Record<string, ReturnType<typeof quantised>>
  /** Of most of each source, of most of another photo of its kind, and of any part of any photo. */
  ofSource: PartQuery[]
  ofKind: PartQuery[]
  ordinary: PartQuery[]
  /** What regions take, processor time. */
  millisecondsAPhoto: number
}

const ordinaryCount = 300

interface Part {
  row: number
  pixels: Uint8Array
}

/** A part of a photo with a share of its sides between these two, anywhere. */
type PartOf = (row: number, least: number, most: number) => Promise<Part>

/** `sets` of regions by name. Photos that cannot be read are not among them. */
export async function readCollageLibrary(
  dir: string,
  most: number,
  sets: Record<string, readonly Region[]>,
): Promise<CollageLibrary> {
  const random = new Random(5)
  const files = labelledFiles(dir, Infinity)
  const chosen = evenly(files, most, random)
  const all = await Promise.all(
    chosen.map(async (file) => ({ ...file, photo: await decoded(readFileSync(file.path)) })),
  )
  const known = all.filter(({ photo }) => photo !== null) as ((typeof all)[number] & { photo: DecodedImage })[]
  const classes = known.map(({ label }) => label)
  const { collages, others } = chosenPairs(classes, random)
  const images: DecodedImage[] = known.map(({ photo }) => photo)
  for (const collage of collages) {
    const [source, host] = [collage.source, collage.host].map((row) => known[row].path)
    images.push((await decoded(await joined(source, host, collage.box)))!)
  }
  const partOf = partCutter(
    known.map(({ path }) => path),
    random,
  )
  const parts = await drawnParts({ classes, collages, others }, partOf, random)
  const embedded = await lookedAt(images, classes, Object.values(parts).flat(), sets)
  const D = embedded.size
  let at = 0
  const queries = (some: { row: number }[]): PartQuery[] =>
    some.map(({ row }) => ({ row, vector: embedded.parts.slice(at * D, ++at * D) }))
  const [ofSource, ofKind, ordinary] = [parts.ofSource, parts.ofKind, parts.ordinary].map(queries)
  return { name: basename(dir), classes, collages, ...embedded, ofSource, ofKind, ordinary }
}

function partCutter(paths: string[], random: Random): PartOf {
  return async (row, least, most) => {
    const share = least + (most - least) * random.uniform()
    const [x, y] = [random.uniform() * (1 - share), random.uniform() * (1 - share)]
    return {
      row,
      pixels: (await decodePixels(readFileSync(paths[row]), '', { x, y, width: share, height: share })).pixels,
    }
  }
}

async function drawnParts(
  { classes, collages, others }: { classes: number[]; collages: Collage[]; others: number[] },
  partOf: PartOf,
  random: Random,
): Promise<Record<'ofSource' | 'ofKind' | 'ordinary', Part[]>> {
  const [ofSource, ofKind, ordinary]: Part[][] = [[], [], []]
  for (const { source } of collages) ofSource.push(await partOf(source, 0.7, 0.9))
  for (const { source } of collages) {
    const at = others.findIndex((row) => classes[row] === classes[source])
    if (at >= 0) ofKind.push(await partOf(others.splice(at, 1)[0], 0.7, 0.9))
  }
  for (const row of random.shuffle(Int32Array.from(classes.keys())).slice(0, ordinaryCount))
    ordinary.push(await partOf(row, 0.4, 0.8))
  return { ofSource, ofKind, ordinary }
}

async function lookedAt(
  images: DecodedImage[],
  classes: number[],
  parts: { pixels: Uint8Array }[],
  sets: Record<string, readonly Region[]>,
) {
  const photos = (some: { pixels: Uint8Array }[], labels: number[] = []): LabelledPhotos => ({
    pixels: some.map(({ pixels }) => pixels),
    sizes: some.map(() => ({ width: PIXEL_SIZE, height: PIXEL_SIZE })),
    classes: labels,
  })
  const recipe = resolveRecipe({}, classes.length)
  const own = photos(images.slice(0, classes.length), classes)
  const { state } = await learn({ train: own, test: photos([]) }, recipe, { minutes: 0 })
  const engine = await createEngine({ engine: 'onnx', device: 'cpu' }, engineConfig(recipe, PIXEL_SIZE), state)
  const look = (some: LabelledPhotos) => embedAll(engine, trainingPhotos(some), recipe)
  const [whole, partRows] = [await look(photos(images)), await look(photos(parts))]
  const thumbnails = images.map(({ thumbnail }) => thumbnail)
  const regions: CollageLibrary['regions'] = {}
  const before = process.cpuUsage()
  for (const [name, set] of Object.entries(sets))
    regions[name] = quantised(await embedAll(engine, await regionPhotos(thumbnails, set), recipe), recipe.embeddingSize)
  const { user, system } = process.cpuUsage(before)
  await engine.dispose()
  const millisecondsAPhoto = (user + system) / 1000 / images.length / Object.keys(sets).length
  return { size: recipe.embeddingSize, whole, parts: partRows, regions, millisecondsAPhoto }
}

const decoded = (bytes: Uint8Array): Promise<DecodedImage | null> => decodeImage(bytes).catch(() => null)
