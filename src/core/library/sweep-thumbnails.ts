/** Removes thumbnails and previews that no photo is shown by, in slices, so that others get a turn. */
import { readdir, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { setImmediate as turn } from 'node:timers/promises'
import type { Catalogue } from '../store/catalogue.ts'

/** Some milliseconds' worth. */
const sliceSize = 200
/** A part that is still being written is younger. */
const leftoverAgeMs = 60 * 60_000
const ownName = /^([0-9a-f]{64})\.(?:webp|jpg)(\.[\w-]+\.part)?$/

/** Not while photos are read: a thumbnail is there before its photo. Whether all were looked at. */
export async function sweepThumbnails(
  { photos }: Catalogue,
  thumbnailsDir: string,
  isCancelled: () => boolean,
): Promise<boolean> {
  for (const folder of await namesIn(thumbnailsDir)) {
    const names = await namesIn(join(thumbnailsDir, folder))
    for (let from = 0; from < names.length; from += sliceSize) {
      if (isCancelled()) return false
      for (const name of names.slice(from, from + sliceSize)) {
        const [, contentHash, part] = ownName.exec(name) ?? []
        const path = join(thumbnailsDir, folder, name)
        if (contentHash && (part ? await isLeftover(path) : !photos.isShownBy(contentHash)))
          await rm(path).catch(() => {})
      }
      await turn()
    }
  }
  return true
}

const namesIn = (dir: string): Promise<string[]> => readdir(dir).catch(() => [])

async function isLeftover(path: string): Promise<boolean> {
  const entry = await stat(path).catch(() => null)
  return entry !== null && Date.now() - entry.mtimeMs > leftoverAgeMs
}
