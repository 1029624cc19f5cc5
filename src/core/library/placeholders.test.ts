import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { closeFresh, indexed, openFresh, writePhoto } from '../../../test/support/photos.ts'
import { PIXEL_BYTES, PIXEL_SIZE } from '../imaging/pixels.ts'
import { meanColours } from './placeholders.ts'

it('is the mean colours of sixteen parts, row by row, blue first', () => {
  const pixels = new Uint8Array(PIXEL_BYTES)
  for (let y = 0; y < PIXEL_SIZE; y++)
    for (let x = 0; x < PIXEL_SIZE; x++) pixels.set([2 * x, 2 * y, 7], (y * PIXEL_SIZE + x) * 3)
  const colours = meanColours(pixels)
  const meanOf = (part: number) => Math.round(2 * (24 * part + 11.5))
  expect(colours).toHaveLength(48)
  for (let part = 0; part < 16; part++)
    expect([...colours.subarray(3 * part, 3 * part + 3)]).toEqual([7, meanOf(part >> 2), meanOf(part & 3)])
})

it('is given of the photos asked for, in 64 letters each; of those without pixels nothing', async () => {
  const fresh = await openFresh()
  onTestFinished(() => closeFresh(fresh))
  const { core, home } = fresh
  await writePhoto(join(home.path, 'a.jpg'), [200, 90, 20], 300)
  await writePhoto(join(home.path, 'b.jpg'), [10, 90, 220], 300)
  await core.api.addFolder({ path: home.path })
  await indexed(core)
  const idOf = async (name: string) => (await core.api.findPhotosByPath({ paths: [join(home.path, name)] }))[0].photoId!
  const asked = [await idOf('b.jpg'), 999, await idOf('a.jpg')]
  const { photoIds, colours } = await core.api.getPlaceholders({ photoIds: asked })
  expect([photoIds, colours.length]).toEqual([[asked[0], asked[2]], 128])
  const bytes = Buffer.from(colours, 'base64')
  const isNear = (at: number, colour: number[]) =>
    colour.every((value, channel) => Math.abs(bytes[at + channel] - value) < 40)
  expect([isNear(9, [220, 90, 10]), isNear(48 + 9, [20, 90, 200])]).toEqual([true, true])
})
