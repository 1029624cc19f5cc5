/** Pictures with as much in them as photos have, and copies, edits and a burst of them. */
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import sharp, { type Raw, type Sharp } from 'sharp'
import { Random } from '../../src/core/learning/random.ts'

const [width, height] = [640, 480]

/** Pixels that are not compressed in between: that took longest. */
interface Picture {
  input: Buffer
  raw: Raw
}

const drawn = new Map<number, Promise<Picture>>()

/** Blobs of colour in two sizes; another seed is another picture. */
export async function scene(seed: number): Promise<Sharp> {
  const picture = drawn.get(seed) ?? draw(new Random(seed))
  drawn.set(seed, picture)
  const { input, raw } = await picture
  return sharp(input, { raw })
}

async function draw(random: Random): Promise<Picture> {
  const layer = (across: number, down: number) => {
    const pixels = Buffer.alloc(across * down * 3)
    for (let i = 0; i < pixels.length; i++) pixels[i] = random.integer(256)
    const small = sharp(pixels, { raw: { width: across, height: down, channels: 3 } })
    return pixelsOf(small.resize(width, height, { kernel: 'cubic', fit: 'fill' }))
  }
  const [coarse, fine, finest] = [await layer(8, 6), await layer(40, 30), await layer(320, 240)]
  const above = [fine, finest].map((layer) => ({ ...layer, blend: 'soft-light' as const }))
  return pixelsOf(sharp(coarse.input, coarse).composite(above))
}

async function pixelsOf(image: Sharp): Promise<Picture> {
  const { data, info } = await image.raw().toBuffer({ resolveWithObject: true })
  const { width, height, channels } = info
  return { input: data, raw: { width, height, channels } }
}

export const dated = (image: Sharp, second: number): Sharp =>
  image.withExif({ IFD2: { DateTimeOriginal: `2024:06:01 10:00:0${second}` } })

/** The same picture with a comment in its file. */
export function describe(from: string, to: string): void {
  const [bytes, text] = [readFileSync(from), Buffer.from('seen by nobody')]
  const head = Buffer.from([0xff, 0xfe, 0, text.length + 2])
  writeFileSync(to, Buffer.concat([bytes.subarray(0, 2), head, text, bytes.subarray(2)]))
}

/**
 * "house" twice as a file, "tree" twice as a picture, "lake" cropped and saved anew, "dog" three times within two
 * seconds and the second blurred, and six pictures of nothing else.
 */
export async function writeDuplicates(dir: string): Promise<void> {
  mkdirSync(join(dir, 'copies'), { recursive: true })
  const path = (name: string) => join(dir, `${name}.jpg`)
  await (await scene(1)).jpeg({ quality: 92 }).toFile(path('house'))
  copyFileSync(path('house'), path('copies/house'))
  await (await scene(2)).jpeg({ quality: 92 }).toFile(path('tree'))
  describe(path('tree'), path('copies/tree'))
  await (await scene(3)).jpeg({ quality: 92 }).toFile(path('lake'))
  await (await scene(3)).extract({ left: 40, top: 50, width: 540, height: 400 }).jpeg().toFile(path('lake-crop'))
  await (await scene(3)).resize(320).jpeg({ quality: 40 }).toFile(path('lake-small'))
  for (const [second, left] of [4, 14, 24].entries()) {
    const frame = (await scene(4)).extract({ left, top: 2 * left, width: 600, height: 420 })
    await dated(second === 1 ? frame.blur(3) : frame, second)
      .jpeg({ quality: 92 })
      .toFile(path(`dog-${second}`))
  }
  for (let seed = 11; seed < 17; seed++) await (await scene(seed)).jpeg().toFile(path(`other-${seed}`))
}
