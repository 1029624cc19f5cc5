/**
 * Photos as they are, edits of some, bursts made of others: the truth is in the names. Different photos of one class
 * follow each other within seconds, so that dates alone are no evidence.
 */
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import sharp, { type Sharp } from 'sharp'
import { Random } from '../../src/core/learning/random.ts'

/** "12-crop80.jpg" is of the photo 12. */
export const originalOf = (name: string): string => name.slice(0, name.indexOf('-'))
export const variantOf = (name: string): string => name.slice(name.indexOf('-') + 1, name.lastIndexOf('.'))

interface Size {
  width: number
  height: number
}

type Edit = (image: Sharp, size: Size, random: Random) => Sharp | Promise<Sharp>

const crop =
  (side: number): Edit =>
  (image, size, random) => {
    const [width, height] = [Math.round(side * size.width), Math.round(side * size.height)]
    const left = random.integer(size.width - width + 1)
    return image.extract({ left, top: random.integer(size.height - height + 1), width, height })
  }

/** Turned, and without the corners that came in. */
const turned =
  (degrees: number): Edit =>
  async (image, size) => {
    const lost = Math.sin((degrees * Math.PI) / 180)
    const [width, height] = [
      Math.floor(size.width - 2 * lost * size.height),
      Math.floor(size.height - 2 * lost * size.width),
    ]
    const { data, info } = await image.rotate(degrees).png().toBuffer({ resolveWithObject: true })
    const [left, top] = [Math.floor((info.width - width) / 2), Math.floor((info.height - height) / 2)]
    return sharp(data).extract({ left, top, width, height })
  }

const edits: Record<string, Edit> = {
  crop95: crop(0.95),
  crop90: crop(0.9),
  crop80: crop(0.8),
  small: (image, { width }) => image.resize({ width: Math.round(width / 2) }),
  q40: (image) => image,
  bright: (image) => image.modulate({ brightness: 1.25 }),
  dark: (image) => image.linear(0.75, 0),
  turned: turned(3),
}

/** As a hand moves between two frames, which are all of one size. */
const frame: Edit = async (image, size, random) => {
  const moved = await crop(0.94 + 0.03 * random.uniform())(image, size, random)
  return moved.resize({ ...size, fit: 'fill' })
}

export async function makeVariants(
  dir: string,
  to: string,
  { photoCount, seed }: { photoCount: number; seed: number },
): Promise<{ names: string[] }> {
  const random = new Random(seed)
  const paths = chosen(dir, photoCount, random)
  const names: string[] = []
  let atMs = Date.UTC(2024, 5, 1, 10)
  const write = async (name: string, image: Sharp, isDated: boolean, quality = 90) => {
    const date = new Date(atMs).toISOString().slice(0, 19).replaceAll('-', ':').replace('T', ' ')
    const dated = isDated ? image.withExif({ IFD2: { DateTimeOriginal: date } }) : image
    await dated.jpeg({ quality }).toFile(join(to, name))
    names.push(name)
  }
  for (const [index, path] of paths.entries()) {
    const { width, height } = await sharp(path).metadata()
    const open = () => sharp(path).toColourspace('srgb')
    const kind = index % 3
    if (kind === 0) {
      await write(`${index}-original.jpg`, open(), false)
      for (const [name, edit] of Object.entries(edits))
        await write(
          `${index}-${name}.jpg`,
          await edit(open(), { width, height }, random),
          false,
          name === 'q40' ? 40 : 88,
        )
    } else if (kind === 1) {
      for (let i = 0; i < 3; i++, atMs += 1000)
        await write(`${index}-frame${i}.jpg`, await frame(open(), { width, height }, random), true)
      const last = await frame(open(), { width, height }, random)
      await write(`${index}-blurred.jpg`, last.blur(Math.max(0.6, width / 300)), true)
    } else await write(`${index}-original.jpg`, open(), true)
    atMs += 2000
  }
  return { names }
}

/** Photos that follow each other are of one folder: the hardest to tell apart. */
function chosen(dir: string, count: number, random: Random): string[] {
  const all = readdirSync(dir, { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.(jpe?g|png)$/i.test(name))
    .sort()
  const order = random.shuffle(Int32Array.from(all.keys())).slice(0, count).sort()
  return Array.from(order, (at) => join(dir, all[at]))
}
