/** Which screen is shown, and the way back. Knows nothing of the host. */

import type { RankedPhoto } from '../../shared/domain.ts'

/** A list of photos that the photo view can step through: the screen it was opened from. */
export interface PhotoSequence {
  readonly total: number
  /** A photo out of a tag's ranking also says which marked photos voted for it. */
  at(index: number): { photoId: number; confidence?: number; voters?: RankedPhoto['voters'] } | undefined
  ensure(firstIndex: number, lastIndex: number): void
}

/** An image from outside the library, to find similar photos for. */
export interface OutsideImage {
  name: string
  url: string
  imageBase64: string
}

export type Screen =
  | { name: 'library' }
  | {
      name: 'photo'
      photoId: number
      index: number
      sequence: PhotoSequence
      /** Told when the photo view moves on, so that coming back leads to the photo last seen. */
      onStep: (index: number) => void
    }
  | { name: 'similar'; photoId: number }
  | { name: 'similar-outside'; image: OutsideImage }
  | { name: 'tag'; tagId: number }
  | { name: 'learning' }
  | { name: 'problems' }

export class Navigation {
  #stack = $state.raw<Screen[]>([{ name: 'library' }])
  helpOpen = $state(false)

  get screen(): Screen {
    return this.#stack[this.#stack.length - 1]
  }

  get canGoBack(): boolean {
    return this.#stack.length > 1
  }

  /** Where Back leads, in words. */
  get backLabel(): string {
    const names = {
      library: 'Library',
      photo: 'Photo',
      similar: 'Similar photos',
      'similar-outside': 'Similar photos',
      tag: 'Tag',
      learning: 'Learning',
      problems: 'Problems',
    }
    return this.canGoBack ? names[this.#stack[this.#stack.length - 2].name] : ''
  }

  /** Opens a screen above the present one. */
  open(screen: Screen): void {
    this.#stack = [...this.#stack.slice(-50), screen]
  }

  /** Goes to a screen of the sidebar; the way back starts anew at the library. */
  show(screen: Screen): void {
    this.#stack = screen.name === 'library' ? [screen] : [{ name: 'library' }, screen]
  }

  /** Puts another screen in the place of the present one (next photo, previous photo). */
  replace(screen: Screen): void {
    this.#stack = [...this.#stack.slice(0, -1), screen]
  }

  back(): void {
    if (this.canGoBack) this.#stack = this.#stack.slice(0, -1)
  }
}
