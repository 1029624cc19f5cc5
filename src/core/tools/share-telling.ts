/** How far long work is, told at most four times a second, with the time left once it can be known. */
export interface ToldShare {
  /** [0, 1]. */
  progress: number
  remainingMs: number | null
}

const intervalMs = 250
/** Of less nobody can say how long the rest takes. */
const leastShare = 0.02

/** For work that begins now; what it gives is called with the share that is done. */
export function shareTelling(tell: (told: ToldShare) => void): (share: number) => void {
  const startedMs = performance.now()
  let toldMs = -Infinity
  return (share) => {
    const nowMs = performance.now()
    if (nowMs - toldMs < intervalMs) return
    toldMs = nowMs
    const remainingMs = share > leastShare ? ((nowMs - startedMs) * (1 - share)) / share : null
    tell({ progress: share, remainingMs })
  }
}
