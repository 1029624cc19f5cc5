/**
 * The photos that carry a tag, and the runs that found them. The list stays as it was opened while a person works in
 * it; marks show on its tiles. One per opened tag screen.
 */
import type { Renewal, TaggedPhoto, TagRun, TagSummary } from '../../shared/domain.ts'
import { countOf } from '../../shared/format.ts'
import type { AppState } from './app.svelte.ts'
import { idsOf } from './base64.ts'
import { GridMemory, type GridPlace } from './grid-memory.svelte.ts'
import type { PlaceKeeper } from './navigation.svelte.ts'
import { idsOfPages } from './pages.ts'
import { PagedList, type Page } from './paged-list.svelte.ts'

/** Listed is what carries the tag, is marked no, would change by the model in use, or was found by one run. */
export type TaggedFilter = 'tagged' | 'no' | 'going' | 'coming' | number
export type ListedPhoto = Omit<TaggedPhoto, 'path'>
type Services = Pick<AppState, 'session' | 'tags' | 'toasts' | 'history'>

const countsOf = ({ yesCount, noCount, machineCount }: TagSummary): string => [yesCount, noCount, machineCount].join()

export class Tagged {
  readonly tagId: number
  readonly photos: PagedList<ListedPhoto>
  readonly grid = new GridMemory()
  /** Newest first. */
  runs = $state.raw<TagRun[]>([])
  /** What the model in use would find in place of an earlier one; null where nothing. */
  renewal = $state.raw<Renewal | null>(null)
  filter = $state<TaggedFilter>('tagged')
  busy = $state(false)
  #countsThen = $state('')
  /** As many as would be listed now; null while the list is read. */
  #countNow = $state<number | null>(null)
  #readCount = 0
  #services: Services

  readonly #tag = $derived.by(() => this.#services.tags.list.find(({ tagId }) => tagId === this.tagId))
  /** Whether marks, runs or photos that came and went have changed the list since it was read. */
  readonly isStale = $derived.by(() => {
    if (this.#countsThen === '' || this.#tag === undefined) return false
    return countsOf(this.#tag) !== this.#countsThen || (this.#countNow ?? this.photos.total) !== this.photos.total
  })

  constructor(tagId: number, services: Services) {
    this.tagId = tagId
    this.#services = services
    this.photos = new PagedList({
      fetchPage: (offset, limit) => this.#fetch(offset, limit),
      fetchIds: () => this.#fetchIds(),
      onError: (error) => services.toasts.error(error),
      anchor: () => this.grid.anchor,
    })
  }

  /** Reads list and runs anew. */
  async read(): Promise<void> {
    this.#countsThen = this.#tag === undefined ? '' : countsOf(this.#tag)
    this.#countNow = null
    this.#readCount++
    await Promise.all([this.photos.refresh(), this.readRuns()])
  }

  /** Photos came or went, as where they are hidden in another window. */
  async count(): Promise<void> {
    const read = this.#readCount
    const page = await this.#fetch(0, 1).catch(() => null)
    if (page !== null && read === this.#readCount) this.#countNow = page.total
  }

  readIfNeeded(): Promise<void> {
    return this.photos.loaded ? this.readRuns() : this.read()
  }

  /** Something of tags has changed: the runs are read, the list when more of it is needed or asked for. */
  async readRuns(): Promise<void> {
    this.photos.stale = true
    try {
      const runs = await this.#services.session.api.listRuns({ tagId: this.tagId })
      this.runs = runs.sort((one, other) => other.runId - one.runId)
      this.renewal = await this.#services.session.api.compareRuns({ tagId: this.tagId, offset: 0, limit: 1 })
    } catch (error) {
      this.#services.toasts.error(error)
    }
  }

  /** What is listed and where it is scrolled to, over a reload. */
  readonly place: PlaceKeeper<GridPlace & { filter?: TaggedFilter }> = {
    read: () => ({ ...this.grid.read(), filter: this.filter }),
    write: ({ filter = 'tagged', ...place }) => {
      this.filter = filter
      this.grid.write(place)
    },
  }

  async show(filter: TaggedFilter): Promise<void> {
    this.filter = filter
    this.grid.anchor = null
    this.grid.jumpIndex = 0
    await this.read()
  }

  undo({ runId }: TagRun): Promise<void> {
    return this.#change(async ({ session, history, toasts }) => {
      const { removedCount, broughtBack } = await session.api.undoRun({ runId })
      const earlier = broughtBack.length > 0 ? ' What was found before it stands again.' : ''
      const told = `Removed the tag from ${countOf(removedCount, 'photo')}.${earlier}`
      // Another window may have undone the run before: Undo would take back what was done last.
      if (removedCount > 0 || broughtBack.length > 0) history.tell(told)
      else toasts.notice(told)
    })
  }

  /** Has the model in use find what an earlier one found. */
  renew(): Promise<void> {
    return this.#change(async ({ session, history }) => {
      const { taggedCount } = await session.api.renewRuns({ tagId: this.tagId })
      history.tell(`Found ${countOf(taggedCount, 'photo')} anew.`)
      if (this.filter === 'going' || this.filter === 'coming') this.filter = 'tagged'
    })
  }

  async #change(call: (services: Services) => Promise<void>): Promise<void> {
    this.busy = true
    try {
      await call(this.#services)
      await this.#services.tags.refresh()
      await this.read()
    } catch (error) {
      this.#services.toasts.error(error)
    }
    this.busy = false
  }

  #fetch(offset: number, limit: number): Promise<Page<ListedPhoto>> {
    if (this.filter === 'no') return this.#fetchNo(offset, limit)
    if (this.filter === 'going' || this.filter === 'coming') return this.#fetchChange(this.filter, offset, limit)
    return this.#fetchTagged(offset, limit)
  }

  async #fetchChange(which: 'going' | 'coming', offset: number, limit: number): Promise<Page<ListedPhoto>> {
    const renewal = await this.#services.session.api.compareRuns({ tagId: this.tagId, offset, limit })
    const items = (renewal?.[which] ?? []).map((photo) => ({ ...photo, label: null, runId: null }))
    return { total: renewal?.goingCount ?? 0, items }
  }

  async #fetchTagged(offset: number, limit: number): Promise<Page<ListedPhoto>> {
    const { tagId, filter } = this
    const runId = typeof filter === 'number' ? filter : undefined
    const { total, photos } = await this.#services.session.api.listTagged({ tagId, offset, limit, runId })
    return { total, items: photos }
  }

  async #fetchIds(): Promise<number[]> {
    const { tagId, filter } = this
    if (typeof filter !== 'number' && filter !== 'tagged') return idsOfPages((...page) => this.#fetch(...page))
    const runId = typeof filter === 'number' ? filter : undefined
    const { photoIds } = await this.#services.session.api.getTagged({ tagId, runId })
    return [...idsOf(photoIds)]
  }

  async #fetchNo(offset: number, limit: number): Promise<Page<ListedPhoto>> {
    const { tagId } = this
    const { total, photos } = await this.#services.session.api.listLabels({ tagId, label: 'no', offset, limit })
    return { total, items: photos.map((photo) => ({ ...photo, ...foundByNobody })) }
  }
}

const foundByNobody = { runId: null, confidence: null, voters: [] }
