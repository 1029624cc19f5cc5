/** Blurred pictures of a hundred bytes for tiles whose thumbnail has not come, asked for many at a time. */
import { SvelteMap } from 'svelte/reactivity'
import { keepNewest } from './keep-newest.ts'
import type { Session } from './session.svelte.ts'

/** A bitmap of 4x4 pixels, rows from the top, without its colours. */
const head = btoa(
  String.fromCharCode(
    ...[0x42, 0x4d, 102, 0, 0, 0, 0, 0, 0, 0, 54, 0, 0, 0],
    ...[40, 0, 0, 0, 4, 0, 0, 0, 252, 255, 255, 255, 1, 0, 24, 0, 0, 0, 0, 0, 48, 0, 0, 0],
    ...Array<number>(16).fill(0),
  ),
)
/** Base64 of 48 bytes. */
const coloursLength = 64
const gatherMs = 20
const mostKept = 5000
/** As many as one call of the contract takes. */
const mostAsked = 1000

export class Placeholders {
  #known = new SvelteMap<number, string>()
  #wanted = new Set<number>()
  #timer: ReturnType<typeof setTimeout> | null = null
  #session: Session

  constructor(session: Session) {
    this.#session = session
  }

  /** For `background-image`; undefined until it is known. */
  of(photoId: number): string | undefined {
    return this.#known.get(photoId)
  }

  want(photoId: number): void {
    if (this.#known.has(photoId)) return
    this.#wanted.add(photoId)
    this.#timer ??= setTimeout(() => {
      this.#timer = null
      // Without them tiles are plain until their thumbnails come.
      this.#ask().catch(() => {})
    }, gatherMs)
  }

  /** Those that came on screen last. */
  async #ask(): Promise<void> {
    const wanted = [...this.#wanted].slice(-mostAsked)
    this.#wanted.clear()
    const { photoIds, colours } = await this.#session.api.getPlaceholders({ photoIds: wanted })
    photoIds.forEach((photoId, at) => {
      const own = colours.slice(at * coloursLength, (at + 1) * coloursLength)
      this.#known.set(photoId, `url(data:image/bmp;base64,${head}${own})`)
    })
    keepNewest(this.#known, mostKept)
  }
}
