/**
 * npm run bench -- similar --regions: how often a part of a photo finds the photo that shows it in a part of its own,
 * by whole photos alone and with regions; what ordinary searches by a part come to; which regions, and which offset.
 */
import { cornersAndMiddle } from '../src/core/imaging/regions.ts'
import { betterOf, noRegions, takeBest, type RegionScores } from '../src/core/search/best-region.ts'
import { cutoffsOf, raisedCutoffs, spreadOf } from '../src/core/search/level-cutoffs.ts'
import { highest, similaritiesTo, similaritiesToBytes } from '../src/core/search/nearest.ts'
import type { Region } from '../src/shared/domain.ts'
import { readCollageLibrary, type CollageLibrary } from './collage-library.ts'

const foundCount = 10
const defaultMost = 600
const sets = { 'halves of the sides': 0.5, '0.6 of the sides': 0.6, 'two thirds of the sides': 2 / 3 }
const chosen = 'two thirds of the sides'
const offsets = [0, 0.05, 0.1, 0.2]
const regionCount = 5

/** Shares. */
interface Scores {
  /** Most of a photo finds the collage that it is in among the first ten; the region's overlap with its place. */
  source: number
  overlap: number
  /** Most of another photo of its kind finds a collage with that kind, where no other photo is of it. */
  kind: number
  /** Any part of any photo: of the first ten, those of its kind. */
  precision: number
}

export async function printRegions(dir: string, most = defaultMost): Promise<void> {
  const named = Object.entries(sets).map(([name, share]) => [name, cornersAndMiddle(share)] as const)
  const library = await readCollageLibrary(dir, most, Object.fromEntries(named))
  const { name, classes, collages, millisecondsAPhoto } = library
  console.log(`\n${name}: ${classes.length} photos of ${new Set(classes).size} kinds, ${collages.length} collages`)
  console.log(`  five regions take ${millisecondsAPhoto.toFixed(0)} ms of processor time a photo`)
  console.log(`  ${''.padEnd(40)} source  overlap   kind  ordinary`)
  tell('whole photos alone', scoresOf(library, null, [], 0))
  for (const set of [null, chosen]) {
    const { kind, found, shot } = levelsOf(library, set)
    console.log(
      `  ${set ?? 'whole'}: ${found.toFixed(0)} photos of the same kind, ${percent(kind)} right; ${percent(shot)} of photos known as the same shot`,
    )
  }
  for (const [set, regions] of named)
    for (const offset of offsets) tell(`${set}, less ${offset}`, scoresOf(library, set, regions, offset))
}

const percent = (share: number): string => `${(100 * share).toFixed(1)} %`

function tell(name: string, { source, overlap, kind, precision }: Scores): void {
  const shares = [source, overlap, kind, precision].map((share) => (100 * share).toFixed(1).padStart(7))
  console.log(`  ${name.padEnd(38)} ${shares.join(' ')}`)
}

function scoresOf(library: CollageLibrary, set: string | null, regions: readonly Region[], offset: number): Scores {
  const { classes, collages, ofSource, ofKind, ordinary } = library
  const collageAt = new Map(collages.map((collage, at) => [collage.host, { ...collage, row: classes.length + at }]))
  const kindIn = (row: number): number => classes[collageAt.get(row)?.source ?? row]
  const search = (vector: Float32Array, withCollages: boolean, isLeftOut: (row: number) => boolean) => {
    const scores = compared(library, vector, set, offset)
    const rows = Float32Array.from(classes, (_, row) => scores.scores[(withCollages && collageAt.get(row)?.row) || row])
    return { scores, found: highest(rows, foundCount, isLeftOut).map(({ row }) => row) }
  }
  const sources = ofSource.map(({ row, vector }) => {
    const { found, scores } = search(vector, true, (other) => other === row)
    const { host, box } = collages.find(({ source }) => source === row)!
    const region = regions[scores.regions[collageAt.get(host)!.row]]
    return { isFound: found.includes(host), overlap: region ? overlapOf(region, box) : 0 }
  })
  const kinds = ofKind.map(({ row, vector }) => {
    const isOfKind = (other: number) => !collageAt.has(other) && classes[other] === classes[row]
    return search(vector, true, isOfKind).found.some((other) => collageAt.has(other) && kindIn(other) === classes[row])
  })
  const precisions = ordinary.map(({ row, vector }) =>
    mean(search(vector, false, (other) => other === row).found.map((other) => Number(classes[other] === classes[row]))),
  )
  return {
    source: mean(sources.map(({ isFound }) => Number(isFound))),
    overlap: mean(sources.filter(({ isFound }) => isFound).map(({ overlap }) => overlap)),
    kind: mean(kinds.map(Number)),
    precision: mean(precisions),
  }
}

/** As the app compares them; `offset` is taken off regions. */
function compared(
  { whole, regions }: CollageLibrary,
  vector: Float32Array,
  set: string | null,
  offset: number,
): RegionScores {
  const toWhole = similaritiesTo(vector, whole)
  if (set === null) return betterOf({ scores: toWhole, nearest: toWhole }, null)
  const toRegions = similaritiesToBytes(vector, regions[set]).map((similarity) => similarity - offset)
  const best = noRegions(toWhole.length)
  for (let row = 0; row < toWhole.length; row++)
    takeBest(best, row, { scores: toRegions, nearest: toRegions }, row * regionCount, regionCount)
  return betterOf({ scores: toWhole, nearest: toWhole }, best)
}

/** Of what both cover the share that they have in common. */
function overlapOf(a: Region, b: Region): number {
  const along = (from: 'x' | 'y', length: 'width' | 'height') =>
    Math.max(0, Math.min(a[from] + a[length], b[from] + b[length]) - Math.max(a[from], b[from]))
  const common = along('x', 'width') * along('y', 'height')
  return common / (a.width * a.height + b.width * b.height - common)
}

/** Of photos that reach "same kind" those of the kind; of photos that a part is of, those it knows as "same shot". */
function levelsOf(library: CollageLibrary, set: string | null): { kind: number; found: number; shot: number } {
  const { whole, size, classes, ordinary } = library
  const own = whole.subarray(0, classes.length * size)
  const known = cutoffsOf(spreadOf(own, size))
  let [found, right, shots] = [0, 0, 0]
  for (const { row, vector } of ordinary) {
    const nearest = compared(library, vector, set, 0).nearest.subarray(0, classes.length)
    const cutoffs = set === null ? known : raisedCutoffs(known, similaritiesTo(vector, own), nearest)
    const reached = [...nearest.keys()].filter((other) => other !== row && nearest[other] >= cutoffs.kind)
    found += reached.length
    right += reached.filter((other) => classes[other] === classes[row]).length
    shots += Number(nearest[row] >= cutoffs.shot)
  }
  return { kind: right / found, found: found / ordinary.length, shot: shots / ordinary.length }
}

const mean = (values: number[]): number => values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length)
