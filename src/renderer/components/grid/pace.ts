/** How fast a grid is scrolled. Imports nothing. */

const fastPixelsPerMs = 2
const stillMs = 50
/** After so long a rest the first step is a leap: where it ends is looked at. */
const restMs = 100

export class Pace {
  #lastTop = 0
  #lastMs = -Infinity
  #isFast = false
  #timer: ReturnType<typeof setTimeout> | undefined
  #tell: (isFast: boolean) => void

  /** Told when it becomes fast, and when it slows down or stands still. */
  constructor(tell: (isFast: boolean) => void) {
    this.#tell = tell
  }

  moved(top: number, nowMs: number): void {
    const tookMs = nowMs - this.#lastMs
    const speed = Math.abs(top - this.#lastTop) / Math.max(1, tookMs)
    this.#lastTop = top
    this.#lastMs = nowMs
    this.#set(tookMs < restMs && speed > fastPixelsPerMs)
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => this.#set(false), stillMs)
  }

  #set(isFast: boolean): void {
    if (isFast !== this.#isFast) this.#tell((this.#isFast = isFast))
  }
}
