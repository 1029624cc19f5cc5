/// <reference lib="dom" />
/** However a file says that its picture lies: its thumbnail and its large picture are upright in a browser. */
import { join } from 'node:path'
import sharp from 'sharp'
import { expect, test } from 'vitest'
import type { Core } from '../../src/core/core.ts'
import { startServer } from '../../src/server/server.ts'
import { closePage, openPage, rendererDir } from '../support/chromium.ts'
import { indexed, openCore, temporaryFolder } from '../support/photos.ts'

/** Which stored quarter is seen at the top left, top right, bottom left, bottom right (EXIF 2.3, 4.6.4). */
const seen = ['', '0123', '1032', '3210', '2301', '0213', '2031', '3120', '1302']
const shades = [20, 90, 160, 230]
const formats = ['jpg', 'tif', 'png', 'webp', 'avif'] as const

/** Grey quarters of 40 x 30 pixels, told apart from other files by `id` at the middle. */
function quarters(id: number) {
  const pixels = Buffer.alloc(80 * 60 * 3)
  for (let at = 0; at < 80 * 60; at++) pixels.fill(shades[2 * +(at / 80 >= 30) + +(at % 80 >= 40)], at * 3, at * 3 + 3)
  for (let y = 22; y < 38; y++) pixels.fill(5 * id, (y * 80 + 32) * 3, (y * 80 + 48) * 3)
  return sharp(pixels, { raw: { width: 80, height: 60, channels: 3 } })
}

test('all formats that say how they lie', async () => {
  const [photos, catalogue] = [temporaryFolder(), temporaryFolder()]
  for (const [i, format] of formats.entries())
    for (let orientation = 1; orientation <= 8; orientation++)
      await quarters(i * 9 + orientation)
        .withMetadata({ orientation })
        .toFile(join(photos.path, `${orientation}.${format}`))
  const core = await openCore(catalogue.path)
  await core.api.addFolder({ path: photos.path })
  expect(await indexed(core)).toMatchObject({ state: 'done', decodedCount: 40, failedCount: 0 })
  const server = await startServer({ core, rendererDir })
  const page = await openPage(server.url, [])
  const drawn = (address: string) =>
    page.evaluate(async (src) => {
      const image = Object.assign(new Image(), { src })
      await image.decode()
      const { naturalWidth: width, naturalHeight: height } = image
      const context = Object.assign(document.createElement('canvas'), { width, height }).getContext('2d')!
      context.drawImage(image, 0, 0)
      const at = (x: number, y: number) => context.getImageData(x * width, y * height, 1, 1).data[1]
      return { isWide: width > height, shades: [at(0.2, 0.2), at(0.8, 0.2), at(0.2, 0.8), at(0.8, 0.8)] }
    }, address)
  const lying: string[] = []
  for (const { photoId, name } of await all(core))
    for (const place of ['thumb', 'photo']) {
      const orientation = Number(name[0])
      const { isWide, shades: found } = await drawn(`/${place}/${photoId}`)
      const order = found.map((shade) => shades.findIndex((each) => Math.abs(each - shade) < 25)).join('')
      if (order !== seen[orientation] || isWide !== orientation < 5) lying.push(`${place} of ${name}: ${order}`)
    }
  expect(lying).toEqual([])
  await closePage(page)
  await server.close()
  await core.close()
  for (const folder of [photos, catalogue]) folder.remove()
})

const all = async (core: Core) => (await core.api.listPhotos({ offset: 0, limit: 100 })).photos
