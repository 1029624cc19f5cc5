/** Label a few, tag the rest: joins marks, rankings, runs, reviews and audits into what the contract has of tags. */
import type { PhotoEvents } from '../../shared/contract.ts'
import type { Precedence } from '../tools/precedence.ts'
import type { Similarity } from '../search/similarity.ts'
import type { Catalogue } from '../store/catalogue.ts'
import { createApplying } from './applying.ts'
import { createAuditing } from './auditing.ts'
import { createLibraryGraph } from './library-graph.ts'
import { createProposing } from './proposing.ts'
import { createRenewing } from './renewing.ts'
import { createRanker } from './ranker.ts'
import { createRankings } from './rankings.ts'
import { createReviewing } from './reviewing.ts'
import { createTaggedPhotos } from './tagged-photos.ts'
import { createTagsAndMarks, tellingOf } from './tags-and-marks.ts'

export interface TaggingDependencies {
  catalogue: Catalogue
  similarity: Similarity
  /** Rankings that somebody waits for go first. */
  precedence: Pick<Precedence, 'during'>
  emit(event: 'changed', value: PhotoEvents['changed']): void
}

export function createTagging({ catalogue, similarity, precedence, emit }: TaggingDependencies) {
  const graphs = createLibraryGraph()
  const ranker = createRanker(graphs)
  const rankings = createRankings(catalogue, similarity, ranker)
  const changed = tellingOf(emit)
  const auditing = createAuditing(catalogue, rankings, changed)
  const renewing = createRenewing(catalogue, rankings, changed)
  const proposing = createProposing({ catalogue, similarity, graphs, changed })
  const applying = createApplying(catalogue, rankings, auditing, changed)
  const reviewing = createReviewing(catalogue, rankings)
  const tagged = createTaggedPhotos(catalogue)
  /** What is a step of the history only after photos were looked up. */
  const asStep =
    <Args, T>(method: (args: Args) => Promise<T>) =>
    (args: Args): Promise<T> =>
      catalogue.history.making(() => method(args))
  return {
    methods: {
      ...createTagsAndMarks(catalogue, tagged, changed),
      ...applying,
      rankTag: (args: Parameters<typeof applying.rankTag>[0]) => precedence.during(() => applying.rankTag(args)),
      reviewTag: (args: Parameters<typeof reviewing.reviewTag>[0]) =>
        precedence.during(() => reviewing.reviewTag(args)),
      ...renewing.methods,
      ...auditing.methods,
      ...proposing.methods,
      applyTag: asStep(applying.applyTag),
      renewRuns: asStep(renewing.methods.renewRuns),
      startAudit: asStep(auditing.methods.startAudit),
      nameProposal: asStep(proposing.methods.nameProposal),
      putAsideProposal: asStep(proposing.methods.putAsideProposal),
    },
    /** Also what the map is made of. */
    graphOf: graphs.of,
    /** Marks or tags changed: rankings are made anew when asked for. */
    forget: () => (rankings.forget(), renewing.forget(), tagged.forget()),
    close: async () => void (await Promise.all([graphs.close(), ranker.close(), proposing.close()])),
  }
}
