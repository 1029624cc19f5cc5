/** Which photos are worth a person's next marks. Pure: places of a ranking in, places with reasons out. */
import type { ReviewReason } from '../../shared/domain.ts'
import { Random } from '../learning/random.ts'

export interface RankedPlaces {
  /** Best first, [M]. */
  confidences: Float32Array
  /** Of yes. */
  markCount: number
  /** Cosine of two places, [-1, 1]. */
  similarity(one: number, other: number): number
  isSkipped(place: number): boolean
}

export interface Asked {
  place: number
  reason: ReviewReason
}

export const roundSize = 12
/** Simulated users on six libraries needed the fewest marks where most is asked at the line (docs/benchmarks.md). */
const shares: [ReviewReason, number][] = [
  ['likely', 3],
  ['unsure', 8],
  ['random', 1],
]
const typicalCount = 6
/** With fewer marks, photos of unlike groups come first. */
const fewMarks = 5
/** More alike than this they are of one burst. */
const burstSimilarity = 0.95
/** Among which typical ones are looked for. */
const typicalAmong = 200

/** `seed` should differ from round to round. */
export function roundOf(ranked: RankedPlaces, seed: number): Asked[] {
  const chosen: Asked[] = []
  const isFree = (place: number) =>
    !ranked.isSkipped(place) && chosen.every((other) => ranked.similarity(place, other.place) < burstSimilarity)
  const take = (reason: ReviewReason, count: number, places: Iterable<number>) => {
    let left = count
    for (const place of places) {
      if (left === 0 || chosen.length === roundSize) return
      if (!isFree(place)) continue
      chosen.push({ place, reason })
      left--
    }
  }
  if (ranked.markCount < fewMarks) take('typical', typicalCount, unlike(ranked))
  for (const [reason, count] of shares) take(reason, count, placesFor(reason, ranked, seed))
  take('likely', roundSize, ranked.confidences.keys())
  return chosen
}

function placesFor(reason: ReviewReason, { confidences }: RankedPlaces, seed: number): Iterable<number> {
  if (reason === 'likely') return confidences.keys()
  if (reason === 'random') return byChance(new Random(seed), confidences.length)
  const line = confidences.findIndex((confidence) => confidence < 0.5)
  return around(line < 0 ? confidences.length - 1 : line, confidences.length)
}

function* byChance(random: Random, count: number): Iterable<number> {
  for (let i = 0; i < count; i++) yield random.integer(count)
}

function* around(middle: number, count: number): Iterable<number> {
  for (let step = 0; step < count; step++) {
    const place = step % 2 === 0 ? middle - step / 2 : middle + (step + 1) / 2
    if (place >= 0 && place < count) yield place
  }
}

/** Of the likeliest, each next one as unlike those before as can be. */
function* unlike({ confidences, similarity }: RankedPlaces): Iterable<number> {
  const left = Array.from({ length: Math.min(typicalAmong, confidences.length) }, (_, place) => place)
  const nearest = left.map(() => -1)
  for (let next = 0; left.length > 0;) {
    const [place] = left.splice(next, 1)
    nearest.splice(next, 1)
    yield place
    left.forEach((other, i) => (nearest[i] = Math.max(nearest[i], similarity(place, other))))
    next = nearest.reduce((best, value, i) => (value < nearest[best] ? i : best), 0)
  }
}

/** Why it is time to stop asking, in words; null while it is not. */
export function whyStop({ confidences, markCount }: RankedPlaces, round: Asked[]): string | null {
  if (round.length === 0) return 'There are no photos left to ask about.'
  if (markCount < fewMarks) return null
  const likeliest = confidences[0] ?? 0
  if (likeliest < 0.1) return 'Hardly any of the rest is likely to belong here: you have found them.'
  return null
}
