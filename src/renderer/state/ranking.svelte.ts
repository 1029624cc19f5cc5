/** The ranked rest of one tag, its bands, and the runs that tagged photos. One per opened tag screen. */
import type { RankedPhoto, TagRanking, TagRun } from '../../shared/domain.ts'
import { GridMemory } from './grid-memory.svelte.ts'
import { PagedList } from './paged-list.svelte.ts'
import type { Session } from './session.svelte.ts'
import type { Toasts } from './toasts.svelte.ts'

export type RankingSummary = Omit<TagRanking, 'photos'>

/** Long enough that a burst of Y and N does not reorder the grid under the person's fingers. */
const settleMs = 900

export class Ranking {
  readonly tagId: number
  readonly photos: PagedList<RankedPhoto>
  readonly grid = new GridMemory()
  summary = $state.raw<RankingSummary | null>(null)
  /** Why there is no ranking yet, in the host's words. */
  emptyReason = $state<string | null>(null)
  runs = $state.raw<TagRun[]>([])
  applying = $state(false)
  #session: Session
  #toasts: Toasts
  #timer: ReturnType<typeof setTimeout> | null = null

  constructor(tagId: number, session: Session, toasts: Toasts) {
    this.tagId = tagId
    this.#session = session
    this.#toasts = toasts
    this.photos = new PagedList(
      (offset, limit) => this.#fetch(offset, limit),
      (error) => this.#failed(error),
    )
  }

  /** Ranks again soon; calls in quick succession rank once. */
  refreshSoon(): void {
    if (this.#timer !== null) clearTimeout(this.#timer)
    this.#timer = setTimeout(() => void this.refresh(), settleMs)
  }

  async refresh(): Promise<void> {
    const focused = this.photos.at(this.grid.focusIndex)?.photoId
    await Promise.all([this.photos.refresh(), this.#readRuns()])
    const index = this.photos.indexOf((photo) => photo.photoId === focused)
    if (index >= 0) this.grid.focusIndex = index
  }

  dispose(): void {
    if (this.#timer !== null) clearTimeout(this.#timer)
  }

  async apply(): Promise<void> {
    this.applying = true
    try {
      const run = await this.#session.api.applyTag({ tagId: this.tagId })
      this.#toasts.notice(
        run.taggedCount === 0 ? 'No photo was sure enough to tag.' : `Tagged ${run.taggedCount} photos.`,
        run.taggedCount === 0 ? null : { label: 'Undo', run: () => void this.undo(run) },
      )
      await this.refresh()
    } catch (error) {
      this.#toasts.error(error)
    } finally {
      this.applying = false
    }
  }

  async undo(run: TagRun): Promise<void> {
    try {
      const { removedCount } = await this.#session.api.undoRun({ runId: run.runId })
      this.#toasts.notice(`Took ${removedCount} tags back.`)
      await this.refresh()
    } catch (error) {
      this.#toasts.error(error)
    }
  }

  async #readRuns(): Promise<void> {
    this.runs = await this.#session.api.listRuns({ tagId: this.tagId }).catch(() => this.runs)
  }

  async #fetch(offset: number, limit: number): Promise<{ total: number; items: RankedPhoto[] }> {
    const { photos, ...summary } = await this.#session.api.rankTag({ tagId: this.tagId, offset, limit })
    this.summary = summary
    this.emptyReason = null
    return { total: summary.total, items: photos }
  }

  #failed(error: unknown): void {
    const code = (error as { code?: string }).code
    if (code !== 'NOT_ENOUGH_LABELS') return this.#toasts.error(error)
    this.summary = null
    this.emptyReason = (error as Error).message
  }
}
