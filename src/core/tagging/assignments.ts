/** What a run keeps of the photos that it tags, read from a ranking. */
import type { ActionKind, MachineVoter } from '../../shared/domain.ts'
import type { Catalogue } from '../store/catalogue.ts'
import type { Did } from '../store/long-steps.ts'
import type { Assignment } from '../store/tag-runs.ts'
import type { Ranking, Rankings } from './rankings.ts'

/** Photos read at a time: some milliseconds' worth. */
const sliceSize = 500

export interface RunToMake {
  kind: ActionKind
  tagId: number
  /** Photos to tag. */
  count: number
  /** How often each is told of as done: 2 where it is read and written. */
  passCount: 1 | 2
}

/** Does what makes a run, which may take long. Throws CANCELLED, and then nothing is tagged. */
export function makingRun<T>(
  { longSteps, tags }: Pick<Catalogue, 'longSteps' | 'tags'>,
  { kind, tagId, count, passCount }: RunToMake,
  work: (did: Did) => Promise<T>,
): Promise<T> {
  const detail = { tagId, name: tags.get(tagId)?.name, count }
  const doing = { kind, detail, way: 'do', totalCount: count, afterStop: 'No photo was tagged.' } as const
  return longSteps.during(doing, (did) => work((done) => did(done / passCount)))
}

/** Of the first `count` photos, those left out or gone meanwhile not among them; with turns for others between. */
export async function assignmentsOf(
  { photos }: Pick<Catalogue, 'photos'>,
  rankings: Rankings,
  { ranking, count }: { ranking: Ranking; count: number },
  did: Did,
  isLeftOut: (photoId: number) => boolean = () => false,
): Promise<Assignment[]> {
  const assignments: Assignment[] = []
  const end = Math.min(count, ranking.order.length)
  for (let first = 0; first < end; first += sliceSize) {
    const slice = Array.from({ length: Math.min(sliceSize, end - first) }, (_, i) => first + i)
    const idAt = (place: number) => rankings.photoIdAt(ranking, place)
    const places = slice.filter((place) => !isLeftOut(idAt(place)) && photos.isShown(idAt(place)))
    const voters = await rankings.votersAt(ranking, places)
    places.forEach((place, i) =>
      assignments.push({
        photoId: idAt(place),
        confidence: ranking.confidences[place],
        score: ranking.scores[place],
        voters: voters[i].map(({ photoId, label, similarity }): MachineVoter => [photoId, label, similarity]),
      }),
    )
    did(slice.length)
  }
  return assignments
}
