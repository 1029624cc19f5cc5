/** A library in which one photo is a part of another, seen by a model that has learnt nothing. */
import { join } from 'node:path'
import sharp from 'sharp'
import type { Core } from '../../src/core/core.ts'
import { waitFor } from './photos.ts'
import { scene } from './scenes.ts'

/** "house" in the upper right of "collage", "house-again" brighter, and eleven pictures of nothing else. */
export async function writeCollage(dir: string): Promise<void> {
  const path = (name: string) => join(dir, `${name}.jpg`)
  const house = await (await scene(1)).jpeg({ quality: 92 }).toBuffer()
  await sharp(house).toFile(path('house'))
  await sharp(house).modulate({ brightness: 1.1 }).toFile(path('house-again'))
  const part = await sharp(house).resize(427, 320).toBuffer()
  await (
    await scene(2)
  )
    .composite([{ input: part, left: 213, top: 0 }])
    .jpeg({ quality: 92 })
    .toFile(path('collage'))
  for (let seed = 11; seed < 22; seed++) await (await scene(seed)).jpeg().toFile(path(`other-${seed}`))
}

/** All that is asked of the house: most of it. */
export const mostOfIt = { x: 0.05, y: 0.05, width: 0.9, height: 0.9 }

/** Each photo is looked at as a whole. */
export async function looked({ api }: Core): Promise<void> {
  await api.startTraining({ minutes: 0 })
  await waitFor('the first model', async () => (await api.getStatus({})).activeModel)
}
