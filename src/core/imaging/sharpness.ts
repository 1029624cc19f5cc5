/**
 * How much fine detail a picture has: the variance of its Laplacian (Pech-Pacheco et al., ICPR 2000) over that of its
 * grey values, so that a brighter copy is not a sharper one. Compared within a group alone.
 */
import sharp from 'sharp'

/** Of a thumbnail's bytes; above 0. */
export async function sharpnessOf(thumbnail: Uint8Array): Promise<number> {
  const { data, info } = await sharp(thumbnail).greyscale().raw().toBuffer({ resolveWithObject: true })
  return relativeSharpness(data, info.width, info.height)
}

/** `grey` uint8 [height, width], one channel. */
export function relativeSharpness(grey: Uint8Array, width: number, height: number): number {
  const [laplacian, values] = [new Spread(), new Spread()]
  for (let y = 1; y < height - 1; y++)
    for (let x = 1, at = y * width + 1; x < width - 1; x++, at++) {
      laplacian.add(grey[at - 1] + grey[at + 1] + grey[at - width] + grey[at + width] - 4 * grey[at])
      values.add(grey[at])
    }
  return (laplacian.variance() + 1e-6) / (values.variance() + 1)
}

class Spread {
  #count = 0
  #sum = 0
  #squares = 0

  add(value: number): void {
    this.#count++
    this.#sum += value
    this.#squares += value * value
  }

  variance(): number {
    return this.#count > 0 ? this.#squares / this.#count - (this.#sum / this.#count) ** 2 : 0
  }
}
