/** Random pictures that differ as photos do: batch norm over near-equal ones would magnify rounding. */
import type { Random } from '../../src/core/learning/random.ts'

/** A colour, two waves a channel and a little noise: uint8 [count, side, side, 3]. */
export function pictures(count: number, side: number, random: Random): Uint8Array {
  const pixels = new Uint8ClampedArray(count * side * side * 3)
  for (let photo = 0; photo < count; photo++) {
    const colours = Array.from({ length: 3 }, () => 128 + 40 * random.normal())
    const waves = Array.from({ length: 6 }, () => ({ x: random.normal() / 4, y: random.normal() / 4, phase: random.uniform() * 6 }))
    for (let i = 0; i < side * side * 3; i++) {
      const [x, y, channel] = [Math.floor(i / 3) % side, Math.floor(i / 3 / side), i % 3]
      const swing = waves.slice(2 * channel, 2 * channel + 2).reduce((sum, wave) => sum + Math.sin(wave.x * x + wave.y * y + wave.phase), 0)
      pixels[photo * side * side * 3 + i] = colours[channel] + 45 * swing + 20 * random.uniform()
    }
  }
  return new Uint8Array(pixels.buffer)
}
