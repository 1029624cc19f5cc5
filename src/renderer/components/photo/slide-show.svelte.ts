/** Photos one after the other, full screen. Imports nothing. */

const shownMs = 4000

export class SlideShow {
  isOn = $state(false)
  #timer: ReturnType<typeof setTimeout> | undefined

  /** Leaving the full screen ends it; where that is refused it goes on in the window. */
  toggle(stage: HTMLElement): void {
    if (this.isOn) return this.stop()
    this.isOn = true
    stage.requestFullscreen().catch(() => {})
  }

  /** A photo is on the stage: the next one follows, or the end. */
  shown(next: (() => void) | null): void {
    clearTimeout(this.#timer)
    if (this.isOn) this.#timer = setTimeout(() => (next === null ? this.stop() : next()), shownMs)
  }

  stop = (): void => {
    clearTimeout(this.#timer)
    this.isOn = false
    if (document.fullscreenElement !== null) void document.exitFullscreen()
  }
}

export function toggleFullScreen(stage: HTMLElement): void {
  if (document.fullscreenElement !== null) void document.exitFullscreen()
  else stage.requestFullscreen().catch(() => {})
}
