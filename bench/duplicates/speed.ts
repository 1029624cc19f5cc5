/** How long a look takes, and for how long the core's thread answers nobody meanwhile: a made-up library. */
import { closeSync, openSync, writeSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { looked } from '../../src/cli/commands/duplicates.ts'
import { createCore } from '../../src/core/create-core.ts'
import { pixelFile } from '../../src/core/imaging/pixel-store.ts'
import { PIXEL_BYTES, PIXEL_SIZE } from '../../src/core/imaging/pixels.ts'
import { Random } from '../../src/core/learning/random.ts'
import { openCatalogue } from '../../src/core/store/catalogue.ts'
import { fillCatalogue } from '../fill-catalogue.ts'
import { kinds } from '../kinds.ts'
import { longestBlock } from '../measure.ts'

/** Different pictures; photos of one are as near as any other two. */
const pictureCount = 2000

export async function speedAt(photoCount: number): Promise<void> {
  const dir = await mkdtemp(join(tmpdir(), 'semblance-bench-'))
  const catalogue = openCatalogue(dir)
  fillCatalogue(catalogue, photoCount, { embeddings: kinds(photoCount) })
  catalogue.close()
  fillPictures(dir, photoCount)
  const core = await createCore({ catalogueDir: dir, learnerEntry: 'none' })
  const [startedMs, before] = [performance.now(), process.cpuUsage()]
  const look = await longestBlock(() => looked(core))
  const seconds = (performance.now() - startedMs) / 1000
  const { user, system } = process.cpuUsage(before)
  const list = await longestBlock(() => core.api.listDuplicates({ offset: 0, limit: 20 }))
  console.log(
    `${photoCount} photos: looked at in ${seconds.toFixed(0)} s (${((user + system) / 1e6).toFixed(0)} s of processor time), ${list.value.total} groups; the core's thread at most ` +
      `${look.workMs.toFixed(0)} ms at a time, listing ${list.workMs.toFixed(0)} ms`,
  )
  await core.close()
  await rm(dir, { recursive: true })
}

/** Blobs of grey that differ from picture to picture. */
function fillPictures(dir: string, photoCount: number): void {
  const random = new Random(3)
  const pictures = Array.from({ length: pictureCount }, () => pictureOf(random))
  const file = openSync(join(dir, pixelFile), 'w')
  for (let slot = 0; slot < photoCount; slot++) writeSync(file, pictures[random.integer(pictureCount)])
  closeSync(file)
}

function pictureOf(random: Random): Uint8Array {
  const waves = Array.from({ length: 12 }, () => Array.from({ length: 4 }, () => random.normal()))
  const pixels = new Uint8Array(PIXEL_BYTES)
  for (let at = 0; at < PIXEL_SIZE * PIXEL_SIZE; at++) {
    const [x, y] = [(at % PIXEL_SIZE) / PIXEL_SIZE, Math.floor(at / PIXEL_SIZE) / PIXEL_SIZE]
    const sum = waves.reduce(
      (so, [size, across, down, start]) => so + size * Math.sin(20 * (across * x + down * y) + 6 * start),
      0,
    )
    pixels.fill(Math.max(0, Math.min(255, 128 + 20 * sum)), 3 * at, 3 * at + 3)
  }
  return pixels
}
