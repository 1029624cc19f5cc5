/** The answer to one query of examples, and what its examples are called. */
import { messageOf } from '../../shared/errors.ts'
import type { QueryExample, SimilarPhotos } from '../../shared/domain.ts'
import type { ListScreen } from './address.ts'
import type { AppState } from './app.svelte.ts'
import { GridMemory, type GridPlace } from './grid-memory.svelte.ts'
import { sourceOf } from './photo-source.ts'
import type { QueryItem } from './query-address.ts'
import type { Session } from './session.svelte.ts'
import { reaches, shownResults, type LevelChoice } from './shown-results.ts'
import { newsOf, type AskedAt, type News } from './similar-news.ts'

const resultLimit = 1000
/** What is found shows by then, whatever is not known yet of levels. */
const patienceMs = 400

export type SimilarScreen = Extract<ListScreen, { name: 'similar' }>

/** Photos of one shot behind the first of them; `isUnder` is one of those. */
export interface Fold {
  count: number
  isOpen: boolean
  isUnder: boolean
}

type SimilarPlace = GridPlace & { level?: LevelChoice; opened?: number[] }

export class Similar {
  answer = $state.raw<SimilarPhotos | null>(null)
  error = $state<string | null>(null)
  isLooking = $state(false)
  /** The last whole answer had no levels: none are waited for when it is asked again. */
  #isWithoutLevels = $state(false)
  /** File names of the examples that are photos. */
  names = $state.raw<Map<number, string>>(new Map())
  level = $state<LevelChoice>('nearest')
  /** Firsts of a shot whose others are shown, too. */
  #opened = $state.raw<ReadonlySet<number>>(new Set())
  readonly grid = new GridMemory()
  readonly #shown = $derived(shownResults(this.answer?.results ?? [], this.level, this.#opened))
  readonly photos = sourceOf(() => this.#shown)
  /** Photos at the level, folded ones among them. */
  readonly count = $derived(this.answer?.results.filter(({ level }) => reaches(level, this.level)).length ?? 0)
  /** With the level, so that a reload finds the same list. */
  readonly place = {
    read: () => ({ ...this.grid.read(), level: this.level, opened: [...this.#opened] }),
    write: ({ level = 'nearest', opened = [], ...place }: SimilarPlace) => {
      this.level = level
      this.#opened = new Set(opened)
      this.grid.write(place)
    },
  }
  /** Whether photos are told apart by levels, or are going to be. */
  readonly hasLevels = $derived.by(() => {
    const { answer, isLooking } = this
    if (answer === null || answer.levelCounts !== null) return answer !== null
    return answer.basis === 'encoder' && isLooking && !this.#isWithoutLevels
  })
  /** Whether asking again may find more; null where it may not, and while it is asked. */
  readonly news = $derived.by(() => this.#news())
  #askedAt = $state.raw<AskedAt>({ photos: 0, model: 0, regions: 0 })
  #app: Pick<AppState, 'session' | 'queries'>
  #isAsked = false

  constructor(app: Pick<AppState, 'session' | 'queries'>) {
    this.#app = app
    this.grid.hadFocus = true
  }

  async findIfNeeded(screen: SimilarScreen): Promise<void> {
    if (!this.#isAsked || this.error !== null) await this.find(screen)
  }

  /** Shows the others of a shot, or no more. */
  fold(photoId: number): void {
    const opened = new Set(this.#opened)
    if (!opened.delete(photoId)) opened.add(photoId)
    this.#opened = opened
  }

  foldOf(photoId: number): Fold | undefined {
    const photo = this.#shown.find((shown) => shown.photoId === photoId)
    if (photo === undefined) return undefined
    const isOpen = this.#opened.has(photoId)
    return { count: photo.foldedCount, isOpen, isUnder: this.#opened.has(photo.foldedUnder ?? 0) }
  }

  async find({ query }: SimilarScreen): Promise<void> {
    this.#isAsked = true
    this.#askedAt = changedCounts(this.#app.session)
    this.error = null
    this.isLooking = true
    try {
      await this.#nameThem(query)
      await this.#find(query)
    } catch (error) {
      this.error = messageOf(error)
    } finally {
      this.isLooking = false
    }
  }

  #news(): News | null {
    const { session } = this.#app
    const { answer, isLooking } = this
    if (answer === null || isLooking || session.status === null) return null
    const { regionPhotoCount } = answer
    return newsOf({ askedAt: this.#askedAt, now: changedCounts(session), regionPhotoCount, status: session.status })
  }

  async #nameThem(query: QueryItem[]): Promise<void> {
    const photoIds = query.flatMap((item) => ('photoId' in item ? item.photoId : []))
    const summaries = photoIds.length > 0 ? await this.#app.session.api.getSummaries({ photoIds }) : []
    this.names = new Map(summaries.map(({ photoId, name }) => [photoId, name]))
  }

  async #find(query: QueryItem[]): Promise<void> {
    const examples = query.flatMap((item) => this.#exampleOf(item) ?? [])
    if (examples.some(({ minus }) => !minus)) return this.#findBy(examples)
    if (examples.length < query.length) throw new Error('The dropped image is not kept. Drop it on the window again.')
  }

  /** What takes long the first time, levels, comes later then. */
  async #findBy(query: QueryExample[]): Promise<void> {
    const { api } = this.#app.session
    const whole = api.findSimilar({ query, limit: resultLimit, levels: true })
    whole.catch(() => {})
    const patience = new Promise<null>((done) => setTimeout(() => done(null), patienceMs))
    if ((await Promise.race([whole, patience])) === null)
      this.answer = await api.findSimilar({ query, limit: resultLimit })
    this.answer = await whole
    this.#isWithoutLevels = this.answer.levelCounts === null
  }

  /** Null for an image that is gone. */
  #exampleOf(item: QueryItem): QueryExample | null {
    if ('photoId' in item) return item
    const image = this.#app.queries.images.get(item.imageId)
    return image ? { imageBase64: image.imageBase64, name: image.name, minus: item.minus } : null
  }
}

const changedCounts = (session: Session): AskedAt => ({
  photos: session.changedCount('photos'),
  model: session.changedCount('model'),
  regions: session.changedCount('regions'),
})

/** What the similarity was computed from, in words. */
export function basisInWords(answer: { basis: SimilarPhotos['basis']; modelVersion: number | null }): string {
  if (answer.basis === 'colour')
    return answer.modelVersion === null
      ? 'by colour, until the first model is ready'
      : 'by colour, until the model has looked at this photo'
  return answer.modelVersion === null ? 'by the untrained encoder' : `by model ${answer.modelVersion}`
}
