/** Copies of photos into a folder of the person's choice, some at a time, so that it can be stopped. */
import type { PhotoPage } from '../../shared/exchange.ts'
import { PhotoPass } from './photo-pass.svelte.ts'
import type { Session } from './session.svelte.ts'

export class Copies {
  readonly pass = new PhotoPass()
  /** Null where nothing is asked for. */
  photoIds = $state.raw<number[] | null>(null)
  /** Null before one is chosen. */
  folder = $state<string | null>(null)
  copiedCount = $state(0)
  /** Every photo was gone through. */
  isDone = $state(false)
  #session: Session

  constructor(session: Session) {
    this.#session = session
  }

  ask(photoIds: number[]): void {
    this.photoIds = photoIds
    this.folder = null
    this.copiedCount = 0
    this.isDone = false
  }

  /** What is copied already stays. */
  close(): void {
    this.pass.stop()
    this.photoIds = null
  }

  async into(folder: string): Promise<void> {
    const all = this.photoIds ?? []
    this.folder = folder
    const pages = await this.pass.over(({ after, limit }) => this.#copy(all, after, limit, folder))
    this.isDone = pages !== null
  }

  async #copy(all: number[], from: number, limit: number, folder: string): Promise<PhotoPage> {
    const photoIds = all.slice(from, from + limit)
    const { copiedCount, problems } = await this.#session.api.exportCopies({ photoIds, folder })
    this.copiedCount += copiedCount
    const last = from + limit < all.length ? from + limit : null
    return { last, photoCount: photoIds.length, totalCount: all.length, problems }
  }
}
