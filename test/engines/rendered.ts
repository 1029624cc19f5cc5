/** Views as images, reckoned place by place from their definition in the engine port (`Views`). */
import { channelDeviation, channelMean } from '../../src/core/learning/backbone.ts'
import type { Views } from '../../src/core/learning/engine.ts'

/** [R, 3, S, S], normalised as torchvision's encoders expect; `pixels` uint8 [B, P, P, 3]. */
export function rendered(
  pixels: Uint8Array,
  { rowResampling, columnResampling, colour }: Views,
  P: number,
  S: number,
): Float32Array {
  const count = colour.length / 18
  const B = pixels.length / (P * P * 3)
  const images = new Float32Array(count * 3 * S * S)
  for (let view = 0; view < count; view++) {
    const [rows, columns] = [rowResampling, columnResampling].map((all) =>
      all.subarray(view * S * P, (view + 1) * S * P),
    )
    const rgb = resampled(pixels.subarray((view % B) * P * P * 3, ((view % B) + 1) * P * P * 3), rows, columns, P, S)
    const seen = recoloured(rgb, colour.subarray(view * 18, (view + 1) * 18))
    for (let i = 0; i < seen.length; i++) {
      const [place, channel] = [Math.floor(i / 3), i % 3]
      images[(view * 3 + channel) * S * S + place] = (seen[i] - channelMean[channel]) / channelDeviation[channel]
    }
  }
  return images
}

/** [S, S, 3] in [0, 1]: rows of pixels first, then columns. */
function resampled(pixels: Uint8Array, rows: Float32Array, columns: Float32Array, P: number, S: number): Float64Array {
  const across = new Float64Array(S * P * 3)
  for (let y = 0; y < S; y++)
    for (let p = 0; p < P; p++) {
      const weight = rows[y * P + p] / 255
      if (weight !== 0) for (let i = 0; i < P * 3; i++) across[y * P * 3 + i] += weight * pixels[p * P * 3 + i]
    }
  const out = new Float64Array(S * S * 3)
  for (let x = 0; x < S; x++)
    for (let p = 0; p < P; p++) {
      const weight = columns[x * P + p]
      if (weight === 0) continue
      for (let y = 0; y < S; y++)
        for (let c = 0; c < 3; c++) out[(y * S + x) * 3 + c] += weight * across[(y * P + p) * 3 + c]
    }
  return out
}

/** clamp(A · rgb + M · mean rgb, 0, 1), `colour` [3, 6] being [A | M]. */
function recoloured(rgb: Float64Array, colour: Float32Array): Float64Array {
  const mean = [0, 0, 0]
  for (let i = 0; i < rgb.length; i++) mean[i % 3] += (3 * rgb[i]) / rgb.length
  return rgb.map((_, i) => {
    const [at, row] = [i - (i % 3), (i % 3) * 6]
    let value = 0
    for (let c = 0; c < 3; c++) value += colour[row + c] * rgb[at + c] + colour[row + 3 + c] * mean[c]
    return Math.min(Math.max(value, 0), 1)
  })
}
