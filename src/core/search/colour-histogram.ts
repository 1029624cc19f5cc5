/**
 * A photo's colours as a unit vector: 4x4x4 bins of RGB, square-rooted (Hellinger), so that the dot product of two is
 * their similarity in [0, 1]. Serves before a model is ready, and as the baseline every model must beat. Pure.
 */
export const histogramSize = 64

/** `pixels` uint8 RGB, any count; returns [64], norm 1. */
export function colourHistogram(pixels: Uint8Array): Float32Array {
  const bins = new Float32Array(histogramSize)
  for (let i = 0; i < pixels.length; i += 3)
    bins[((pixels[i] >> 6) << 4) | ((pixels[i + 1] >> 6) << 2) | (pixels[i + 2] >> 6)]++
  const pixelCount = pixels.length / 3
  return bins.map((count) => Math.sqrt(count / pixelCount))
}
