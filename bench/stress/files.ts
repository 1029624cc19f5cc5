/** Photos that come, change, move and go, and a record of what lies where: each picture has a number. */
import { copyFileSync, mkdirSync, readFileSync, renameSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import sharp from 'sharp'
import { Random } from '../../src/core/learning/random.ts'

const folders = ['2019', '2020/spring', '2020/autumn', '.']
const gridSide = 6
const fewest = 50

export type Churn = ReturnType<typeof createChurn>

export function createChurn(dir: string, random: Random) {
  /** Picture by path. */
  const pictures = new Map<string, number>()
  const counts: Record<string, number> = {}
  let lastPicture = 0
  let lastName = 0
  for (const folder of folders) mkdirSync(join(dir, folder), { recursive: true })

  const freshPath = () => join(dir, folders[random.integer(folders.length)], `IMG_${++lastName}.jpg`)

  /** In place, not whole at once: the library may see half of it. */
  async function write(path: string): Promise<void> {
    const picture = ++lastPicture
    const own = new Random(picture)
    const cells = Uint8Array.from({ length: gridSide ** 2 * 3 }, () => own.integer(256))
    const grid = sharp(cells, { raw: { width: gridSide, height: gridSide, channels: 3 } })
    writeFileSync(path, await grid.resize(180, 120, { fit: 'fill', kernel: 'nearest' }).jpeg().toBuffer())
    pictures.set(path, picture)
  }

  /** Each one thing that people or programs do; `path` is a photo that is there. */
  const deeds: Record<string, (path: string) => Promise<void> | void> = {
    added: () => write(freshPath()),
    edited: write,
    touched: (path) => utimesSync(path, new Date(), new Date()),
    // Other bytes, the same picture.
    'written into': (path) => {
      const bytes = readFileSync(path)
      const text = Buffer.from(`note ${random.integer(1e9)}`)
      const head = Buffer.from([0xff, 0xfe, 0, text.length + 2])
      writeFileSync(path, Buffer.concat([bytes.subarray(0, 2), head, text, bytes.subarray(2)]))
    },
    moved: (path) => {
      const to = freshPath()
      renameSync(path, to)
      pictures.set(to, pictures.get(path)!)
      pictures.delete(path)
    },
    copied: (path) => {
      const to = freshPath()
      copyFileSync(path, to)
      pictures.set(to, pictures.get(path)!)
    },
    removed: (path) => {
      rmSync(path)
      pictures.delete(path)
    },
  }

  return {
    pictures,
    counts,
    add: () => write(freshPath()),
    churn: async (): Promise<void> => {
      const [deed, work] = Object.entries(deeds)[pictures.size < fewest ? 0 : random.integer(7)]
      await work([...pictures.keys()][random.integer(pictures.size)])
      counts[deed] = (counts[deed] ?? 0) + 1
    },
  }
}
