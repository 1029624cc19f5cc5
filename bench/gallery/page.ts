/// <reference lib="dom" />
/**
 * What runs in the page: each function is sent there as text, and so holds all that it needs but `picturesAreThere`,
 * which the page has by that name.
 */

/** Whether every tile in sight has its picture. */
export function picturesAreThere(): boolean {
  const viewport = document.querySelector('.viewport')?.getBoundingClientRect()
  if (!viewport) return false
  const inSight = [...document.querySelectorAll('[data-testid="photo-tile"]')].filter((tile) => {
    const { top, bottom } = tile.getBoundingClientRect()
    return bottom > viewport.top && top < viewport.bottom
  })
  const hasPicture = (tile: Element) => (tile.querySelector('img')?.naturalWidth ?? 0) > 0
  return inSight.length > 0 && inSight.every(hasPicture)
}

/** Down from the top; the time between frames, ms. */
export async function scrollSteadily({ speed, durationMs }: { speed: number; durationMs: number }): Promise<number[]> {
  const viewport = document.querySelector('.viewport')!
  const frame = () => new Promise<number>((shown) => requestAnimationFrame(shown))
  viewport.scrollTop = 0
  await frame()
  const startedMs = await frame()
  const frames: number[] = []
  for (let before = startedMs; before - startedMs < durationMs;) {
    const now = await frame()
    frames.push(now - before)
    before = now
    const way = (speed * (now - startedMs)) / 1000
    viewport.scrollTop = way % Math.max(1, viewport.scrollHeight - viewport.clientHeight)
  }
  return frames
}

/** To a place, [0, 1] of the whole; ms until every tile in sight has its picture. */
export async function leap(share: number): Promise<number> {
  const viewport = document.querySelector('.viewport')!
  const frame = () => new Promise<number>((shown) => requestAnimationFrame(shown))
  const startedMs = performance.now()
  viewport.scrollTop = share * (viewport.scrollHeight - viewport.clientHeight)
  await frame()
  while (!picturesAreThere() && performance.now() - startedMs < 10_000) await frame()
  return performance.now() - startedMs
}
