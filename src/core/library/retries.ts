/** What could not be reached is tried again after a while, then after twice as long, and so on. */
const firstMs = 30_000
const longestMs = 30 * 60_000

export function createRetries(again: () => void) {
  let timer: NodeJS.Timeout | undefined
  let lastMs: number | null = null

  /** After a pass over everything: `isNeeded` where something was not reached. */
  function plan(isNeeded: boolean): void {
    stop()
    lastMs = isNeeded ? Math.min(lastMs === null ? firstMs : 2 * lastMs, longestMs) : null
    if (lastMs !== null) timer = setTimeout(again, lastMs).unref()
  }

  const stop = (): void => clearTimeout(timer)

  return { plan, stop }
}
