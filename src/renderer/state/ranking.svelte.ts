/**
 * The ranked rest of one tag. The order on screen stays as it was opened while marks are made; counts and precision
 * follow the newest marks. One per opened tag screen.
 */
import type { AuditStatus, LabelValue, RankedPhoto, TagRanking } from '../../shared/domain.ts'
import { countOf } from '../../shared/format.ts'
import { cutoffSteps, nearestStep, type CutoffStep } from '../../shared/tagging-words.ts'
import type { AppState } from './app.svelte.ts'
import { idsOf } from './base64.ts'
import { changedMarkCount } from './changed-marks.ts'
import { GridMemory } from './grid-memory.svelte.ts'
import { PagedList, type Page } from './paged-list.svelte.ts'

export type RankingSummary = Omit<TagRanking, 'photos'>
type Services = Pick<AppState, 'session' | 'tags' | 'toasts' | 'history'>

const codeOf = (error: unknown): string | undefined => (error as { code?: string }).code

export class Ranking {
  readonly tagId: number
  readonly photos: PagedList<RankedPhoto>
  readonly grid = new GridMemory()
  /** The order on screen. */
  order = $state.raw<RankingSummary | null>(null)
  /** Ranked by the newest marks. */
  newest = $state.raw<RankingSummary | null>(null)
  /** Why there is no ranking, in the host's words. */
  missing = $state<string | null>(null)
  /** What went wrong, where there is no order to show. */
  problem = $state<string | null>(null)
  /** An audit that has ended, whose cut-off can be taken. */
  audit = $state.raw<AuditStatus | null>(null)
  applying = $state(false)
  /** Photos that a person chose on the slider; null follows the suggestion. */
  #chosenCount = $state<number | null>(null)
  #marksThen = $state.raw<ReadonlyMap<number, LabelValue>>(new Map())
  #askedCount = 0
  /** The next answer is to be the order on screen, whoever asked for it. */
  #isToTake = false
  #services: Services

  readonly steps = $derived(cutoffSteps(this.newest?.cutoffs ?? [], this.audit))
  readonly stepIndex = $derived(nearestStep(this.steps, this.#chosenCount ?? this.newest?.suggestedCount ?? 0))
  readonly step = $derived<CutoffStep | null>(this.steps[this.stepIndex] ?? null)
  /** Marks made or taken back since the order on screen. */
  readonly marksSince = $derived.by(() => changedMarkCount(this.#marksThen, this.#services.tags.marks))
  /** Whether ranking again would bring another order. */
  readonly isStale = $derived.by(() => {
    const { order, newest } = this
    if (order === null || newest === null) return false
    return this.marksSince > 0 || order.total !== newest.total || order.modelVersion !== newest.modelVersion
  })

  constructor(tagId: number, services: Services) {
    this.tagId = tagId
    this.#services = services
    this.photos = new PagedList({
      fetchPage: (offset, limit) => this.#fetch(offset, limit),
      fetchIds: () => this.#fetchIds(),
      onError: (error) => this.#failed(error),
      anchor: () => this.grid.anchor,
    })
  }

  choose(stepIndex: number): void {
    this.#chosenCount = this.steps[stepIndex]?.count ?? null
  }

  /** Takes the order of now. */
  async rankAgain(): Promise<void> {
    this.#isToTake = true
    await this.#ask()
  }

  async rankIfNeeded(): Promise<void> {
    if (this.order === null) await this.rankAgain()
  }

  /** Counts and precision as of now; the order on screen stays, where there is one. */
  async follow(): Promise<void> {
    if (this.order === null) return this.rankAgain()
    // Asked for it goes on being kept.
    const isKept = await this.#fetch(0, 1).then(
      () => true,
      () => false,
    )
    if (isKept) await this.#ask()
    else await this.rankAgain()
  }

  /** An audit has come to its end: what it has shown is the cut-off to take. */
  takeAudit(audit: AuditStatus): void {
    this.audit = audit
    this.#chosenCount = this.steps.find(({ auditId }) => auditId !== null)?.count ?? this.#chosenCount
  }

  async apply({ count, auditId }: CutoffStep): Promise<void> {
    const { session, history, toasts } = this.#services
    const what = auditId === null ? { count, rankingId: this.newest?.rankingId } : { auditId }
    this.applying = true
    try {
      if (auditId !== null) await session.api.endAudit({ auditId })
      const { taggedCount } = await session.api.applyTag({ tagId: this.tagId, ...what })
      history.tell(`Tagged ${countOf(taggedCount, 'photo')}.`)
    } catch (error) {
      if (codeOf(error) === 'NOT_FOUND') toasts.notice('The ranking had changed meanwhile. Look at it and try again.')
      else toasts.error(error)
    }
    this.audit = null
    this.#chosenCount = null
    await this.rankAgain()
    this.applying = false
  }

  /** Where a band begins: confidence falls along the order, so a photo is looked for by halves. */
  async startOf(band: RankedPhoto['band']): Promise<number> {
    const bands = ['sure', 'ask', 'no']
    let [low, high] = [0, this.photos.total]
    while (low < high) {
      const middle = (low + high) >> 1
      const photo = this.photos.at(middle) ?? (await this.#fetch(middle, 1)).items[0]
      if (photo !== undefined && bands.indexOf(photo.band) < bands.indexOf(band)) low = middle + 1
      else high = middle
    }
    return low
  }

  /** Asks for the newest ranking. What is asked for later counts. */
  async #ask(): Promise<void> {
    const { session, tags } = this.#services
    const asked = ++this.#askedCount
    this.problem = null
    const { marks } = tags
    try {
      const { photos: _, ...summary } = await session.api.rankTag({ tagId: this.tagId, offset: 0, limit: 1 })
      if (asked === this.#askedCount) await this.#accept(summary, marks)
    } catch (error) {
      if (asked === this.#askedCount) this.#unranked(error)
    }
  }

  async #accept(summary: RankingSummary, marks: ReadonlyMap<number, LabelValue>): Promise<void> {
    this.newest = summary
    this.missing = null
    if (!this.#isToTake) return
    this.#isToTake = false
    this.order = summary
    this.#marksThen = marks
    await this.photos.refresh()
  }

  async #fetch(offset: number, limit: number): Promise<Page<RankedPhoto>> {
    const { tagId, order } = this
    const ranking = await this.#services.session.api.rankTag({ tagId, offset, limit, rankingId: order?.rankingId })
    return { total: ranking.total, items: ranking.photos }
  }

  async #fetchIds(): Promise<number[]> {
    const { tagId, order } = this
    const { photoIds } = await this.#services.session.api.getConfidences({ tagId, rankingId: order?.rankingId })
    return [...idsOf(photoIds)]
  }

  /** The host has forgotten an order that is long gone: it is ranked anew. */
  #failed(error: unknown): void {
    if (codeOf(error) === 'NOT_FOUND') void this.rankAgain()
    else this.#unranked(error)
  }

  /** A tag that is gone is told by its screen. */
  #unranked(error: unknown): void {
    if (codeOf(error) === 'NOT_FOUND') return
    this.newest = null
    const { message } = error as Error
    if (codeOf(error) === 'NOT_ENOUGH_LABELS') this.missing = message
    else if (this.order === null) this.problem = message
    else this.#services.toasts.error(error)
  }
}
