/** From a few marks to many tagged photos: rankings, reviews, groups to name, audits, runs. */
import type {
  AuditStatus,
  Confidences,
  LabelValue,
  Proposal,
  Renewal,
  ReviewRound,
  TagRanking,
  TagRun,
  TagSummary,
} from '../domain.ts'
import type { None } from './none.ts'

export interface TaggingApi {
  /**
   * The rest, neither labelled nor tagged yet, likeliest first; with `rankingId` in the order it had then. Throws
   * NOT_ENOUGH_LABELS without a single yes that the model in use has seen.
   */
  rankTag(args: { tagId: number; offset: number; limit: number; rankingId?: string }): Promise<TagRanking>
  /** Of all that `rankTag` ranks, in its order, in one call. Throws as that does. */
  getConfidences(args: { tagId: number; rankingId?: string }): Promise<Confidences>
  /**
   * Tags the first `count` photos of a ranking (default: those it suggests, as ranked now), or those that an audit has
   * shown. Photos marked since are left out. Throws NOT_FOUND for a ranking that is forgotten.
   */
  applyTag(args: { tagId: number; count?: number; rankingId?: string; auditId?: number }): Promise<TagRun>
  /** A dozen photos worth asking about; `skipped` ones are left out. */
  reviewTag(args: { tagId: number; skipped?: number[] }): Promise<ReviewRound>
  /**
   * Dense groups of photos without a tag, densest first, by the model in use; none before there is one. The first call
   * of a model takes seconds, with 100,000 photos half a minute.
   */
  listProposals(args: None): Promise<Proposal[]>
  /**
   * Makes the tag, or takes the one of that name, and marks these photos of the group yes, as one step. Throws
   * NOT_FOUND for a group that is not proposed, INVALID_ARGUMENT for photos of another.
   */
  nameProposal(args: { proposalId: string; name: string; photoIds: number[] }): Promise<TagSummary>
  /** It is not proposed again for a week, or never, as long as most of it are these photos. Throws NOT_FOUND. */
  putAsideProposal(args: { proposalId: string; forGood: boolean }): Promise<{ photoCount: number }>
  /** Begins to show how many of the likeliest photos are right, from a random sample. Ends the one before. */
  startAudit(args: { tagId: number; wanted?: number }): Promise<AuditStatus>
  /** The audit that goes on; null where there is none. */
  getAudit(args: { tagId: number }): Promise<AuditStatus | null>
  /** The answer is a mark, too. Throws NOT_FOUND, INVALID_ARGUMENT for another photo than the next. */
  answerAudit(args: { auditId: number; photoId: number; label: LabelValue }): Promise<AuditStatus>
  endAudit(args: { auditId: number }): Promise<AuditStatus>
  /**
   * What would change if what an earlier model found were found by the one in use; null where nothing was, a ranking
   * wants more marks, or the files of all that was found are away.
   */
  compareRuns(args: { tagId: number; offset: number; limit: number }): Promise<Renewal | null>
  /**
   * Makes that change, as one run and one step of the history. Throws NOT_FOUND where there is none to make,
   * NOT_ENOUGH_LABELS.
   */
  renewRuns(args: { tagId: number }): Promise<TagRun>
  listRuns(args: { tagId?: number }): Promise<TagRun[]>
  /**
   * Takes every machine tag of the run back; counted is what nobody has confirmed or rejected since. Of one that
   * renewed others, those (`broughtBack`) stand again. Throws NOT_FOUND.
   */
  undoRun(args: { runId: number }): Promise<{ removedCount: number; broughtBack: number[] }>
}
