/**
 * Learning rate over a run: linear warm-up, then half a cosine down to nearly zero (Loshchilov & Hutter 2017). Pure.
 */
export const warmUpShare = 0.05

/** `progress` in [0, 1] of the run's budget; returns a rate in (0, peak]. Differs from the paper's two steps down. */
export function learningRateAt(progress: number, peak: number): number {
  const clamped = Math.min(Math.max(progress, 0), 1)
  if (clamped < warmUpShare) return peak * Math.max(clamped / warmUpShare, 0.02)
  const cosine = Math.cos((Math.PI * (clamped - warmUpShare)) / (1 - warmUpShare))
  return peak * Math.max((1 + cosine) / 2, 1e-3)
}
