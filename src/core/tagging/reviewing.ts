/** Rounds of photos to ask about, as the contract has them. */
import type { PhotoApi } from '../../shared/contract.ts'
import type { RankedPhoto, ReviewPhoto } from '../../shared/domain.ts'
import type { Catalogue } from '../store/catalogue.ts'
import { type Ranking, type Rankings } from './rankings.ts'
import { roundOf, roundSize, whyStop, type RankedPlaces } from './review-round.ts'

/** Marks that are asked again in a round, at most. */
const mostContradicted = 2

export function createReviewing({ photos }: Catalogue, rankings: Rankings): Pick<PhotoApi, 'reviewTag'> {
  const dot = (one: Float32Array, other: Float32Array) => one.reduce((sum, value, d) => sum + value * other[d], 0)

  function placesOf(ranking: Ranking, skipped: Set<number>): RankedPlaces {
    return {
      confidences: ranking.confidences,
      markCount: ranking.marks.filter(({ label }) => label === 'yes').length,
      similarity: (one, other) => dot(rankings.vectorAt(ranking, one), rankings.vectorAt(ranking, other)),
      isSkipped: (place) => skipped.has(rankings.photoIdAt(ranking, place)),
    }
  }

  /** Marks that the others speak against, with the photo that speaks most. */
  async function contradicted(ranking: Ranking, skipped: Set<number>): Promise<ReviewPhoto[]> {
    const idOf = (row: number) => ranking.space.photoIds[row]
    const found = (await rankings.contradicted(ranking)).filter(({ row }) => !skipped.has(idOf(row)))
    const asked = found.slice(0, mostContradicted)
    const summaries = photos.summaries(asked.flatMap(({ row, twin }) => [idOf(row), idOf(twin)]))
    return asked.flatMap(({ row, isYes, twin: twinRow, confidence }): ReviewPhoto[] => {
      const [summary, twin] = [summaries.get(idOf(row)), summaries.get(idOf(twinRow)) ?? null]
      if (!summary) return []
      const label = isYes ? 'yes' : 'no'
      return [{ ...summary, confidence, band: 'ask', voters: [], reason: 'contradicted', label, twin }]
    })
  }

  return {
    reviewTag: async ({ tagId, skipped = [] }) => {
      const ranking = await rankings.now(tagId)
      const left = new Set(skipped)
      const places = placesOf(ranking, left)
      const round = roundOf(places, skipped.length + ranking.marks.length)
      const again = await contradicted(ranking, left)
      const kept = round.slice(0, roundSize - again.length)
      const ranked = await rankings.photosAt(
        ranking,
        kept.map(({ place }) => place),
      )
      const reasonOf = new Map(kept.map(({ place, reason }) => [rankings.photoIdAt(ranking, place), reason]))
      const asked = ranked.map((photo: RankedPhoto): ReviewPhoto => {
        return { ...photo, reason: reasonOf.get(photo.photoId)!, label: null, twin: null }
      })
      return { photos: [...again, ...asked], done: whyStop(places, round) }
    },
  }
}
