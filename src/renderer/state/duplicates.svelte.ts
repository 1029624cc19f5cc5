/** Groups of near-duplicates, read page by page, and what is done with one; kept, as the sidebar counts them. */
import { SvelteMap } from 'svelte/reactivity'
import type { DuplicateGroup, DuplicateLevel, Duplicates as Found, DuplicatesStatus } from '../../shared/domain.ts'
import { countOf, formatCount } from '../../shared/format.ts'
import { inTurn } from './in-turn.ts'
import { wholePages } from './pages.ts'
import type { AppState } from './app.svelte.ts'
import type { Choices } from './choices.svelte.ts'

type Services = Pick<AppState, 'session' | 'toasts' | 'history'> & { choices: Choices }

export type LevelChoice = DuplicateLevel | 'all'

const pageSize = 20
/** As many as one call of the contract takes. */
const mostAsked = 100

export class Duplicates {
  level = $state<LevelChoice>('all')
  total = $state(0)
  groups = $state.raw<DuplicateGroup[]>([])
  counts = $state.raw<Found['counts'] | null>(null)
  loaded = $state(false)
  /** Photos that a person said are the best of their group, by group. */
  #best = new SvelteMap<string, number>()
  #readStatus = $state.raw<DuplicatesStatus | null>(null)
  #services: Services
  /** Of the level: what was asked for another is not shown. */
  #generation = 0
  #inTurn = inTurn()

  constructor(services: Services) {
    this.#services = services
    services.session.onChanged((what) => {
      if (what === 'duplicates' || what === 'choices') void this.refresh()
    })
    services.choices.onKeptOut(() => this.refresh())
  }

  /** The look that goes on or went last; events tell of it sooner than answers. */
  get status(): DuplicatesStatus | null {
    const { duplicates: told } = this.#services.session
    return told?.state === 'running' ? told : this.#readStatus
  }

  /** Beside its name in the sidebar. */
  get note(): string | undefined {
    if (this.counts === null) return undefined
    const count = Object.values(this.counts).reduce((sum, each) => sum + each, 0)
    return count > 0 ? formatCount(count) : undefined
  }

  bestOf(group: DuplicateGroup): number {
    return this.#best.get(group.groupId) ?? group.duplicates[0].photoId
  }

  setBest(group: DuplicateGroup, photoId: number): void {
    if (group.photoIds.length > 1) this.#best.set(group.groupId, photoId)
  }

  async setLevel(level: LevelChoice): Promise<void> {
    this.level = level
    this.groups = []
    this.#generation++
    await this.refresh()
  }

  /** At least so many groups, or as many as there were. */
  async refresh(leastLength = 0): Promise<void> {
    await this.#inTurn(() => {
      const length = Math.max(pageSize, leastLength, this.groups.length)
      return this.#read(0, wholePages(length, pageSize))
    })
  }

  async more(): Promise<void> {
    await this.#inTurn(() => this.#read(this.groups.length, pageSize))
  }

  look = (): Promise<void> => this.#try(async () => void (await this.#services.session.api.findDuplicates({})))

  cancel = (): Promise<void> => this.#try(async () => void (await this.#services.session.api.cancelDuplicates({})))

  async hideOthers(group: DuplicateGroup): Promise<void> {
    const best = this.bestOf(group)
    const others = group.photoIds.filter((photoId) => photoId !== best)
    if (others.length > 0) await this.#services.choices.keepOut(others, 'hidden')
  }

  async tellApart(group: DuplicateGroup, photoId: number): Promise<void> {
    const otherIds = group.photoIds.filter((each) => each !== photoId)
    if (otherIds.length === 0) return
    await this.#say('Told apart: they are not shown together again.', () =>
      this.#services.session.api.tellApart({ photoId, otherIds }),
    )
  }

  async keep({ photoIds, count, level }: DuplicateGroup): Promise<void> {
    const what = level === 'file' || level === 'picture' ? 'file' : 'photo'
    await this.#say(`Kept ${countOf(count, what)}.`, () => this.#services.session.api.keepDuplicates({ photoIds }))
  }

  async #say(told: string, say: () => Promise<unknown>): Promise<void> {
    const { history } = this.#services
    history.withdrawOffer()
    await this.#try(async () => {
      await say()
      history.tell(told)
      await this.refresh()
    })
  }

  async #read(offset: number, wanted: number): Promise<void> {
    const generation = this.#generation
    const level = this.level === 'all' ? undefined : this.level
    await this.#try(async () => {
      let groups = this.groups.slice(0, offset)
      let left = wanted
      for (let from = offset; left > 0; from += mostAsked, left -= mostAsked) {
        const limit = Math.min(left, mostAsked)
        const found = await this.#services.session.api.listDuplicates({ offset: from, limit, level })
        if (generation !== this.#generation) return
        groups = [...groups, ...found.groups]
        this.#take(found)
      }
      this.groups = groups
      this.loaded = true
    })
  }

  #take({ total, counts, status }: Found): void {
    this.total = total
    this.counts = counts
    this.#readStatus = status
  }

  async #try(work: () => Promise<void>): Promise<void> {
    try {
      await work()
    } catch (error) {
      this.#services.toasts.error(error)
    }
  }
}
