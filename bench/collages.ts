/** Made-up collages: which photo lies in which, where, and their pictures. */
import sharp from 'sharp'
import type { Random } from '../src/core/learning/random.ts'
import type { Region } from '../src/shared/domain.ts'

/** Photo `source` lies in photo `host`, which is of another kind, in `box`. */
export interface Collage {
  source: number
  host: number
  box: Region
}

const mostCollages = 100
/** Of the host's area. */
const [leastArea, mostArea] = [0.25, 0.5]

/** As many of each kind, as far as it has them. */
export function evenly<File extends { label: number }>(files: File[], most: number, random: Random): File[] {
  const kinds = new Set(files.map(({ label }) => label)).size
  const perKind = Math.max(2, Math.floor(most / kinds))
  const order = Array.from(random.shuffle(Int32Array.from(files.keys())), (at) => files[at])
  const taken = new Map<number, number>()
  return order.filter(({ label }) => {
    taken.set(label, (taken.get(label) ?? 0) + 1)
    return taken.get(label)! <= perKind
  })
}

/** Hosts are of another kind; `others` are neither. */
export function chosenPairs(classes: number[], random: Random): { collages: Collage[]; others: number[] } {
  const order = [...random.shuffle(Int32Array.from(classes.keys()))]
  const sources = order.splice(0, Math.min(mostCollages, Math.floor(order.length / 6)))
  const collages = sources.flatMap((source): Collage[] => {
    const at = order.findIndex((row) => classes[row] !== classes[source])
    if (at < 0) return []
    const side = Math.sqrt(leastArea + (mostArea - leastArea) * random.uniform())
    const [x, y] = [random.uniform() * (1 - side), random.uniform() * (1 - side)]
    return [{ source, host: order.splice(at, 1)[0], box: { x, y, width: side, height: side } }]
  })
  return { collages, others: order }
}

/** JPEG. */
export async function joined(source: string, host: string, box: Region): Promise<Buffer> {
  const size = { fit: 'inside', withoutEnlargement: true } as const
  const below = await sharp(host).autoOrient().resize(800, 800, size).toBuffer({ resolveWithObject: true })
  const { width, height } = below.info
  const [across, down] = [Math.round(box.width * width), Math.round(box.height * height)]
  const input = await sharp(source).autoOrient().resize(across, down, { fit: 'cover' }).toBuffer()
  const [left, top] = [Math.floor(box.x * width), Math.floor(box.y * height)]
  return sharp(below.data).composite([{ input, left, top }]).jpeg({ quality: 88 }).toBuffer()
}
