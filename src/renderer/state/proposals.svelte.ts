/** Groups of photos that may want a name: listed, named, or put aside. */
import { messageOf } from '../../shared/errors.ts'
import type { Proposal, TagSummary } from '../../shared/domain.ts'
import type { Session } from './session.svelte.ts'

export class Proposals {
  /** Null while they are looked for. */
  list = $state.raw<Proposal[] | null>(null)
  /** Why they could not be looked for. */
  error = $state<string | null>(null)
  busy = $state(false)
  #session: Session

  constructor(session: Session) {
    this.#session = session
  }

  async load(): Promise<void> {
    try {
      this.list = await this.#session.api.listProposals({})
    } catch (error) {
      this.error = messageOf(error)
    }
  }

  /** Throws, as `putAside`, where it cannot be done. */
  name({ proposalId }: Proposal, name: string, photoIds: number[]): Promise<TagSummary> {
    return this.#do(() => this.#session.api.nameProposal({ proposalId, name, photoIds }))
  }

  /** For a week, or for good. */
  async putAside({ proposalId }: Proposal, forGood: boolean): Promise<void> {
    await this.#do(() => this.#session.api.putAsideProposal({ proposalId, forGood }))
    this.list = (this.list ?? []).filter((each) => each.proposalId !== proposalId)
  }

  async #do<T>(call: () => Promise<T>): Promise<T> {
    this.busy = true
    try {
      return await call()
    } finally {
      this.busy = false
    }
  }
}
