/**
 * Lays one photo over another, so that a crop, a small turn or another brightness does not hide that they are one
 * shot: a coarse look over sizes and places, then Gauss-Newton steps of an affine map with a gain and an offset of
 * brightness (Lucas & Kanade, IJCAI 1981; Baker & Matthews, IJCV 2004). Loops are plain: a library has a million. Pure.
 */
import { CholeskyDecomposition, Matrix } from 'ml-matrix'
import { Sums } from './correlation.ts'
import type { Field, Picture } from './pictures.ts'

/** From places of the one to places of the other, both in [-1, 1]: x' = a x + b y + c, y' = d x + e y + f. */
export type Affine = [a: number, b: number, c: number, d: number, e: number, f: number]

export interface Likeness {
  /** Correlation of detail where the two lie over each other, [-1, 1]. */
  detail: number
  /** The same of grey values. */
  grey: number
  /** Deviation of detail there, in grey values of the photo that has less: little is no evidence. */
  contrast: number
}

const [smallSteps, middleSteps] = [8, 5]
/** Of the middle square every second pixel leads the steps. */
const [everyPixel, everySecond] = [1, 2]
/** Of the one must lie over the other. */
const leastOverlap = 0.45
const [leastScale, mostScale] = [0.55, 1.8]
/** Of small squares that lie over each other, below which nothing finer is looked at. */
const leastSmall = 0.75

/** How alike two photos are when the one lies over the other; null where they do not come to lie so. */
export function likeness(one: Picture, other: Picture, start: Affine): Likeness | null {
  const coarse = refined(one.small, other.small, start, { steps: smallSteps, stride: everyPixel })
  if (!coarse || overlap(one.small, other.small, coarse).correlation() < leastSmall) return null
  const fine = refined(one.middle, other.middle, coarse, { steps: middleSteps, stride: everySecond })
  if (!fine) return null
  const [grey, detail] = [overlap(one.middle, other.middle, fine), overlap(one.detail, other.detail, fine)]
  if (grey.count < leastOverlap * one.middle.values.length) return null
  return { detail: detail.correlation(), grey: grey.correlation(), contrast: detail.leastDeviation() }
}

export const toPixel = (place: number, side: number): number => ((place + 1) * side - 1) / 2
export const toPlace = (pixel: number, side: number): number => (2 * pixel + 1) / side - 1

interface Manner {
  steps: number
  stride: number
}

/** Null where the map leaves what a crop or a turn can be. */
function refined(one: Field, other: Field, start: Affine, { steps, stride }: Manner): Affine | null {
  let at = start
  for (let step = 0; step < steps; step++) {
    const change = gaussNewtonStep(one, other, at, stride)
    if (!change) return null
    at = at.map((value, index) => value + change[index]) as Affine
    const scale = Math.sqrt(Math.abs(at[0] * at[4] - at[1] * at[3]))
    if (!(scale > leastScale && scale < mostScale)) return null
    if (change.slice(0, 6).every((value) => Math.abs(value) < 0.2 / one.side)) break
  }
  return at
}

const unknowns = 8
const width = unknowns + 1
const row = new Float64Array(width)
const products = new Float64Array(unknowns * width)

/**
 * The change of the map that brings gain · one + offset nearest to the other: least squares with eight unknowns.
 * Differs from the usual form in that brightness is solved for in the same step.
 */
function gaussNewtonStep(one: Field, other: Field, at: Affine, stride: number): number[] | null {
  const half = other.side / 2
  let count = 0
  products.fill(0)
  for (let down = 0; down < one.side; down += stride)
    for (let across = 0; across < one.side; across += stride) {
      const [x, y] = [toPlace(across, one.side), toPlace(down, one.side)]
      if (!isWithin(place, x, y, at, other.side)) continue
      const slopeX = half * valueAt(other.slopesX, place, other.side)
      const slopeY = half * valueAt(other.slopesY, place, other.side)
      row[0] = -slopeX * x
      row[1] = -slopeX * y
      row[2] = -slopeX
      row[3] = -slopeY * x
      row[4] = -slopeY * y
      row[5] = -slopeY
      row[6] = one.values[down * one.side + across]
      row[7] = 1
      row[8] = valueAt(other.values, place, other.side)
      for (let i = 0; i < unknowns; i++) for (let j = i; j < width; j++) products[i * width + j] += row[i] * row[j]
      count++
    }
  return count * stride * stride < leastOverlap * one.values.length ? null : solved()
}

function solved(): number[] | null {
  const [left, right] = [Matrix.zeros(unknowns, unknowns), Matrix.zeros(unknowns, 1)]
  for (let i = 0; i < unknowns; i++) {
    right.set(i, 0, products[i * width + unknowns])
    for (let j = 0; j < unknowns; j++) left.set(i, j, products[Math.min(i, j) * width + Math.max(i, j)])
  }
  const factors = new CholeskyDecomposition(left)
  return factors.isPositiveDefinite() ? factors.solve(right).to1DArray() : null
}

/** A place between four pixels of the other. */
interface Place {
  index: number
  right: number
  down: number
}

const place: Place = { index: 0, right: 0, down: 0 }

/** Puts into `into` where x, y of the one lies; false where that is outside the other. */
function isWithin(into: Place, x: number, y: number, at: Affine, side: number): boolean {
  const otherX = toPixel(at[0] * x + at[1] * y + at[2], side)
  const otherY = toPixel(at[3] * x + at[4] * y + at[5], side)
  if (!(otherX >= 0 && otherY >= 0 && otherX < side - 1 && otherY < side - 1)) return false
  const [left, top] = [Math.floor(otherX), Math.floor(otherY)]
  into.index = top * side + left
  into.right = otherX - left
  into.down = otherY - top
  return true
}

function valueAt(values: Float32Array, { index, right, down }: Place, side: number): number {
  const above = values[index] + right * (values[index + 1] - values[index])
  const below = values[index + side] + right * (values[index + side + 1] - values[index + side])
  return above + down * (below - above)
}

function overlap(one: Field, other: Field, at: Affine): Sums {
  const sums = new Sums()
  for (let index = 0; index < one.values.length; index++) {
    const [x, y] = [toPlace(index % one.side, one.side), toPlace(Math.floor(index / one.side), one.side)]
    if (isWithin(place, x, y, at, other.side)) sums.add(one.values[index], valueAt(other.values, place, other.side))
  }
  return sums
}
