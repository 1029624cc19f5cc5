/** A library in which one photo is a part of another, seen by a model that has learnt nothing. */
import { join } from 'node:path'
import sharp from 'sharp'
import type { Core, CoreOptions } from '../../src/core/core.ts'
import { createCore } from '../../src/core/create-core.ts'
import { indexed, learnerEntry, waitFor, writeEncoder } from './photos.ts'
import { scene } from './scenes.ts'

/** "house" in the upper right of "collage", "house-again" brighter, and eleven pictures of nothing else. */
export async function writeScenes(dir: string): Promise<void> {
  const path = (name: string) => join(dir, `${name}.jpg`)
  const house = await (await scene(1)).jpeg({ quality: 92 }).toBuffer()
  await sharp(house).toFile(path('house'))
  await sharp(house).modulate({ brightness: 1.1 }).toFile(path('house-again'))
  const part = await sharp(house).resize(384, 288).toBuffer()
  await (
    await scene(2)
  )
    .composite([{ input: part, left: 256, top: 0 }])
    .jpeg({ quality: 92 })
    .toFile(path('collage'))
  for (let seed = 11; seed < 22; seed++) await (await scene(seed)).jpeg().toFile(path(`other-${seed}`))
}

/** Indexed, and each photo looked at as a whole. */
export async function openCollages(
  photosDir: string,
  catalogueDir: string,
  options: Partial<CoreOptions> = {},
): Promise<Core> {
  const starterPath = writeEncoder(catalogueDir)
  const core = await createCore({ catalogueDir, learnerEntry, starterPath, ...options })
  await core.api.addFolder({ path: photosDir })
  await indexed(core)
  if (!options.trainAutomatically) await core.api.startTraining({ minutes: 0 })
  await waitFor('the first model', async () => (await core.api.getStatus({})).activeModel)
  return core
}
