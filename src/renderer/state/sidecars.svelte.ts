/** Tags into sidecars: the difference is looked at, then what was looked at is written. */
import { messageOf } from '../../shared/errors.ts'
import { SvelteSet } from 'svelte/reactivity'
import type { FileProblem, SidecarChange, SidecarNaming } from '../../shared/exchange.ts'
import { PhotoPass } from './photo-pass.svelte.ts'
import type { Session } from './session.svelte.ts'

/** Sidecars written at a time: few enough that stopping does not wait. */
const batchSize = 50

export class Sidecars {
  pass = new PhotoPass()
  naming = $state<SidecarNaming>('found')
  /** Only these tags and those in them; empty is all. */
  tagIds = new SvelteSet<number>()
  /** Null before all photos were looked at. */
  changes = $state.raw<SidecarChange[] | null>(null)
  writing = $state(false)
  /** Sidecars tried so far; null before anything was. */
  triedCount = $state<number | null>(null)
  writtenCount = $state(0)
  problems = $state.raw<FileProblem[]>([])
  error = $state<string | null>(null)
  #session: Session
  #stopped = false

  constructor(session: Session) {
    this.#session = session
  }

  async compare(): Promise<void> {
    this.changes = null
    const choice = this.#choice()
    const pages = await this.pass.over((page) => this.#session.api.previewSidecars({ ...page, ...choice }))
    if (pages !== null) this.changes = pages.flatMap(({ changes }) => changes)
  }

  choose(tagId: number, isChosen: boolean): void {
    if (isChosen) this.tagIds.add(tagId)
    else this.tagIds.delete(tagId)
    void this.compare()
  }

  async write(): Promise<void> {
    this.writing = true
    this.triedCount = 0
    try {
      await this.#writeAll(this.changes!)
    } catch (error) {
      this.error = messageOf(error)
    }
    this.writing = false
  }

  /** What is written by then stays written. */
  stop(): void {
    this.pass.stop()
    this.#stopped = true
  }

  #choice(): { naming: SidecarNaming; tagIds?: number[] } {
    return { naming: this.naming, tagIds: this.tagIds.size > 0 ? [...this.tagIds] : undefined }
  }

  async #writeAll(changes: SidecarChange[]): Promise<void> {
    for (let from = 0; from < changes.length && !this.#stopped; from += batchSize) {
      const batch = changes.slice(from, from + batchSize).map(({ photoPath, hash }) => ({ photoPath, hash }))
      const { writtenCount, problems } = await this.#session.api.writeSidecars({ changes: batch, ...this.#choice() })
      this.triedCount = from + batch.length
      this.writtenCount += writtenCount
      this.problems = [...this.problems, ...problems]
    }
  }
}
