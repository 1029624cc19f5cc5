/** Which screen is shown, and the way back. Knows nothing of the host. */
import type { PhotoSource } from './photo-source.ts'

/** An image from outside the library, to find similar photos for. */
export interface OutsideImage {
  name: string
  url: string
  imageBase64: string
}

export type TagTab = 'ranking' | 'review' | 'tagged'

export type Screen =
  | { name: 'library' }
  | {
      name: 'photo'
      photoId: number
      index: number
      /** The list that it was opened from, and which can be stepped through. */
      sequence: PhotoSource
      /** Told when the photo view moves on, so that coming back leads to the photo last seen. */
      onStep: (photoId: number, index: number) => void
    }
  | { name: 'similar'; photoId: number }
  | { name: 'similar-outside'; image: OutsideImage }
  | { name: 'tag'; tagId: number; tab: TagTab }
  | { name: 'learning' }
  | { name: 'problems' }

export type TagScreen = Extract<Screen, { name: 'tag' }>

export class Navigation {
  #stack = $state.raw<Screen[]>([{ name: 'library' }])
  #states = new WeakMap<Screen, object>()
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

  /** Puts another screen in the place of the present one (next photo, another tab). */
  replace(screen: Screen): void {
    this.#stack = [...this.#stack.slice(0, -1), screen]
  }

  back(): void {
    if (this.canGoBack) this.#stack = this.#stack.slice(0, -1)
  }

  /** What a screen keeps while others lie above it; a screen that is gone to again has it made anew. */
  stateOf<State extends object>(screen: Screen, make: () => State): State {
    const state = (this.#states.get(screen) as State | undefined) ?? make()
    this.#states.set(screen, state)
    return state
  }
}
