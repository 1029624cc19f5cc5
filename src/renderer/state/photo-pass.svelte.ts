/** A look at all photos, page by page, which can be stopped: how far it is, and what could not be read. */
import { messageOf } from '../../shared/errors.ts'
import type { FileProblem, PhotoPage } from '../../shared/exchange.ts'

/** Photos a page: short enough that stopping does not wait. */
const pageSize = 100

export class PhotoPass {
  running = $state(false)
  doneCount = $state(0)
  totalCount = $state(0)
  problems = $state.raw<FileProblem[]>([])
  /** What ended it before its time, in words. */
  error = $state<string | null>(null)
  /** Of the pass that counts; one that was stopped, or begun anew, goes no further. */
  #number = 0

  /** All pages; null where it was stopped or failed. */
  async over<P extends PhotoPage>(look: (page: { after: number; limit: number }) => Promise<P>): Promise<P[] | null> {
    this.stop()
    const number = this.#number
    const pages: P[] = []
    this.#begin()
    try {
      for (let after: number | null = 0; after !== null;) {
        const page: P = await look({ after, limit: pageSize })
        if (number !== this.#number) return null
        pages.push(page)
        this.#count(page)
        after = page.last
      }
    } catch (error) {
      if (number !== this.#number) return null
      this.stop()
      this.error = messageOf(error)
      return null
    }
    this.running = false
    return pages
  }

  stop(): void {
    this.#number++
    this.running = false
  }

  #begin(): void {
    this.running = true
    this.doneCount = this.totalCount = 0
    this.problems = []
    this.error = null
  }

  #count({ photoCount, totalCount, problems }: PhotoPage): void {
    this.doneCount += photoCount
    this.totalCount = totalCount
    this.problems = [...this.problems, ...problems]
  }
}
