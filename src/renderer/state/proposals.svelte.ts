/** Groups of photos that may want a name: listed, named, or put aside. */
import type { Proposal, TagSummary } from '../../shared/domain.ts'
import type { Session } from './session.svelte.ts'

export class Proposals {
  /** Null while they are looked for. */
  list = $state.raw<Proposal[] | null>(null)
  error = $state<string | null>(null)
  busy = $state(false)
  #session: Session

  constructor(session: Session) {
    this.#session = session
  }

  async load(): Promise<void> {
    await this.#try(async () => (this.list = await this.#session.api.listProposals({})))
  }

  /** The tag; null where that failed. */
  name({ proposalId }: Proposal, name: string, photoIds: number[]): Promise<TagSummary | null> {
    return this.#try(() => this.#session.api.nameProposal({ proposalId, name, photoIds }))
  }

  /** For a week, or for good. */
  async putAside({ proposalId }: Proposal, forGood: boolean): Promise<boolean> {
    const done = await this.#try(() => this.#session.api.putAsideProposal({ proposalId, forGood }))
    if (done) this.list = (this.list ?? []).filter((each) => each.proposalId !== proposalId)
    return done !== null
  }

  async #try<T>(call: () => Promise<T>): Promise<T | null> {
    this.busy = true
    this.error = null
    try {
      return await call()
    } catch (error) {
      this.error = error instanceof Error ? error.message : String(error)
      return null
    } finally {
      this.busy = false
    }
  }
}
