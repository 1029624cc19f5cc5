/** What the search box suggests for the word at the caret, and which of it is chosen by the arrows. */
import type { SearchSuggestion } from '../../shared/search.ts'
import type { Session } from './session.svelte.ts'

const againMs = 400

export class Suggestions {
  list = $state.raw<SearchSuggestion[]>([])
  /** Why what is typed cannot be read so far. */
  problem = $state<string | null>(null)
  /** Of the one that Enter takes; -1 is none. */
  activeIndex = $state(-1)
  isOpen = $state(false)
  /** The list is for the text that was asked about last. */
  #isOfText = $state(false)
  #askedCount = 0
  #session: Session

  constructor(session: Session) {
    this.#session = session
  }

  get isShown(): boolean {
    return this.isOpen && (this.list.length > 0 || this.problem !== null)
  }

  /** What is listed for the text before cannot be taken: it would go to another place. */
  get active(): SearchSuggestion | undefined {
    return this.isShown && this.#isOfText ? this.list[this.activeIndex] : undefined
  }

  /** Of another text than before: nothing of it is chosen. */
  async ask(query: string, caret: number): Promise<void> {
    this.activeIndex = -1
    this.#isOfText = false
    await this.#look(query, caret)
  }

  /**
   * Answers that come after a later question are dropped; without a connection nothing is suggested. What was chosen
   * meanwhile stays so.
   */
  async #look(query: string, caret: number): Promise<void> {
    const asked = ++this.#askedCount
    this.isOpen = true
    const answer = await this.#session.api
      .suggestSearch({ query, caret })
      .catch(() => ({ suggestions: [], isWhole: true, problem: null }))
    if (asked !== this.#askedCount) return
    const chosen = this.list[this.activeIndex]?.text
    this.list = answer.suggestions
    this.#isOfText = true
    this.problem = answer.problem
    this.activeIndex = this.list.findIndex(({ text }) => text === chosen)
    if (!answer.isWhole) setTimeout(() => asked === this.#askedCount && void this.#askAgain(query, caret), againMs)
  }

  /** Where nobody has chosen from what came first. */
  async #askAgain(query: string, caret: number): Promise<void> {
    if (this.isOpen && this.activeIndex < 0) await this.#look(query, caret)
  }

  /** Beyond the last comes none, then the first. */
  move(step: 1 | -1): void {
    const count = this.list.length + 1
    this.activeIndex = ((this.activeIndex + 1 + step + count) % count) - 1
  }

  close(): void {
    this.#askedCount++
    this.isOpen = false
    this.activeIndex = -1
  }
}
