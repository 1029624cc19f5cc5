/**
 * The photos that carry a tag, and the runs that found them. The list stays as it was opened while a person works in
 * it; marks show on its tiles. One per opened tag screen.
 */
import type { TaggedPhoto, TagRun, TagSummary } from '../../shared/domain.ts'
import { countOf } from '../../shared/format.ts'
import type { AppState } from './app.svelte.ts'
import { GridMemory } from './grid-memory.svelte.ts'
import { PagedList, type Page } from './paged-list.svelte.ts'

/** What is listed: what carries the tag, what is marked no, or what one run found. */
export type TaggedFilter = 'tagged' | 'no' | number
export type ListedPhoto = Omit<TaggedPhoto, 'path'>
type Services = Pick<AppState, 'session' | 'tags' | 'toasts' | 'history'>

const countsOf = ({ yesCount, noCount, machineCount }: TagSummary): string => [yesCount, noCount, machineCount].join()

export class Tagged {
  readonly tagId: number
  readonly photos: PagedList<ListedPhoto>
  readonly grid = new GridMemory()
  /** Newest first. */
  runs = $state.raw<TagRun[]>([])
  filter = $state<TaggedFilter>('tagged')
  busy = $state(false)
  #countsThen = $state('')
  #services: Services

  readonly #tag = $derived.by(() => this.#services.tags.list.find(({ tagId }) => tagId === this.tagId))
  /** Whether marks or runs have changed the list since it was read. */
  readonly isStale = $derived(
    this.#countsThen !== '' && this.#tag !== undefined && countsOf(this.#tag) !== this.#countsThen,
  )

  constructor(tagId: number, services: Services) {
    this.tagId = tagId
    this.#services = services
    this.photos = new PagedList({
      fetchPage: (offset, limit) => (this.filter === 'no' ? this.#fetchNo(offset, limit) : this.#fetch(offset, limit)),
      onError: (error) => services.toasts.error(error),
      anchor: () => this.grid.anchor,
    })
  }

  /** Reads list and runs anew. */
  async read(): Promise<void> {
    this.#countsThen = this.#tag === undefined ? '' : countsOf(this.#tag)
    await Promise.all([this.photos.refresh(), this.readRuns()])
  }

  /** Something of tags has changed: the runs are read, the list when more of it is needed or asked for. */
  async readRuns(): Promise<void> {
    this.photos.stale = true
    try {
      const runs = await this.#services.session.api.listRuns({ tagId: this.tagId })
      this.runs = runs.sort((one, other) => other.runId - one.runId)
    } catch (error) {
      this.#services.toasts.error(error)
    }
  }

  async show(filter: TaggedFilter): Promise<void> {
    this.filter = filter
    this.grid.anchor = null
    this.grid.jumpIndex = 0
    await this.read()
  }

  async undo({ runId }: TagRun): Promise<void> {
    const { session, tags, toasts } = this.#services
    this.busy = true
    try {
      const { removedCount } = await session.api.undoRun({ runId })
      toasts.notice(`Took the tag back from ${countOf(removedCount, 'photo')}.`)
      await tags.refresh()
      await this.read()
    } catch (error) {
      toasts.error(error)
    }
    this.busy = false
  }

  async #fetch(offset: number, limit: number): Promise<Page<ListedPhoto>> {
    const { tagId, filter } = this
    const runId = typeof filter === 'number' ? filter : undefined
    const { total, photos } = await this.#services.session.api.listTagged({ tagId, offset, limit, runId })
    return { total, items: photos }
  }

  async #fetchNo(offset: number, limit: number): Promise<Page<ListedPhoto>> {
    const labels = await this.#services.session.api.listLabels({ tagId: this.tagId })
    const photos = labels.filter(({ label }) => label === 'no')
    const items = photos.slice(offset, offset + limit)
    return { total: photos.length, items: items.map((photo) => ({ ...photo, ...foundByNobody })) }
  }
}

const foundByNobody = { runId: null, confidence: null, voters: [] }
