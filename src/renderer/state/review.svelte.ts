/**
 * Rounds of a dozen photos worth asking about. A round stays as it came; answers are sent at once, and the next round
 * is asked for with what was passed over.
 */
import { messageOf } from '../../shared/errors.ts'
import { SvelteMap } from 'svelte/reactivity'
import type { LabelValue, ReviewPhoto } from '../../shared/domain.ts'
import type { AppState } from './app.svelte.ts'

export type Answer = LabelValue | 'skipped'

export class Review {
  round = $state.raw<ReviewPhoto[]>([])
  index = $state(0)
  /** Photo id to what was said of it in this round. */
  answers = new SvelteMap<number, Answer>()
  /** Why it is time to stop, in the host's words. */
  done = $state<string | null>(null)
  /** Why there is nothing to ask by, in the host's words. */
  missing = $state<string | null>(null)
  asking = $state(false)
  readonly #tagId: number
  #skipped = new Set<number>()
  #sending: Promise<unknown> = Promise.resolve()
  #services: Pick<AppState, 'session' | 'tags' | 'toasts'>

  readonly photo = $derived<ReviewPhoto | null>(this.asking ? null : (this.round[this.index] ?? null))
  readonly openPhotos = $derived(this.round.filter(({ photoId }) => !this.answers.has(photoId)))

  constructor(tagId: number, services: Pick<AppState, 'session' | 'tags' | 'toasts'>) {
    this.#tagId = tagId
    this.#services = services
  }

  async askNext(): Promise<void> {
    this.asking = true
    await this.#sending
    try {
      const skipped = [...this.#skipped]
      const round = await this.#services.session.api.reviewTag({ tagId: this.#tagId, skipped })
      this.round = round.photos
      this.done = round.done
      this.missing = null
    } catch (error) {
      this.round = []
      this.missing = messageOf(error)
    }
    this.index = 0
    this.answers.clear()
    this.asking = false
  }

  answer(label: LabelValue): void {
    if (this.photo !== null) this.#answer([this.photo], label)
  }

  /** All that are still open in this round belong to the tag. */
  answerRest(): void {
    this.#answer(this.openPhotos, 'yes')
  }

  skip(): void {
    if (this.photo === null) return
    if (!this.answers.has(this.photo.photoId)) this.#note([this.photo], 'skipped')
    this.#moveOn()
  }

  /** Looks at a photo of the round again. */
  show(index: number): void {
    if (!this.asking) this.index = Math.max(0, Math.min(this.round.length - 1, index))
  }

  /** Marks were taken back elsewhere: those photos are open again, and the first of them is shown. */
  reopen(): void {
    const { marks } = this.#services.tags
    const open = this.round.filter(({ photoId }) => {
      const answer = this.answers.get(photoId)
      return answer !== undefined && answer !== 'skipped' && marks.get(photoId) !== answer
    })
    for (const { photoId } of open) this.answers.delete(photoId)
    if (open.length > 0) this.show(this.round.indexOf(open[0]))
  }

  #answer(photos: ReviewPhoto[], label: LabelValue): void {
    this.#note(photos, label)
    const photoIds = photos.map(({ photoId }) => photoId)
    const reasons = new Map(photos.map(({ photoId, reason }) => [photoId, reason]))
    this.#sending = this.#services.tags.setLabels(this.#tagId, photoIds, label, (id) => reasons.get(id))
    this.#moveOn()
  }

  /** What was passed over, or confirmed though its neighbours contradict, is not asked again. */
  #note(photos: ReviewPhoto[], answer: Answer): void {
    for (const { photoId, label } of photos) {
      this.answers.set(photoId, answer)
      if (answer === 'skipped' || answer === label) this.#skipped.add(photoId)
      else this.#skipped.delete(photoId)
    }
  }

  /** To the next open photo, after this one or from the start; to the next round when there is none. */
  #moveOn(): void {
    const [next = this.openPhotos[0]] = this.openPhotos.filter((photo) => this.round.indexOf(photo) > this.index)
    if (next === undefined) void this.askNext()
    else this.index = this.round.indexOf(next)
  }
}
