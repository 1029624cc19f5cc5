/** Find similar over every transport: one query of photos, parts of photos and images, looked for or not. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { PhotoSummary, QueryExample } from '../../src/shared/domain.ts'
import { closeFresh, indexed, openFresh, writeLibrary, type Fresh } from '../support/photos.ts'
import { transports, type Opened } from '../support/transports.ts'

let fresh: Fresh
let photos: PhotoSummary[]
const idOf = (name: string) => photos.find((photo) => photo.name === name)!.photoId
const redLeft = { x: 0, y: 0, width: 0.5, height: 1 }

/** Red on the left and blue on the right as it is shown; in the file it lies on its side. */
async function writeHalves(path: string): Promise<void> {
  const half = (background: string) => sharp({ create: { width: 80, height: 120, channels: 3, background } }).png()
  const halves = [await half('#c81414').toBuffer(), await half('#141ec8').toBuffer()]
  const lying = await sharp({ create: { width: 160, height: 120, channels: 3, background: '#000' } })
    .composite(halves.map((input, at) => ({ input, left: 80 * at, top: 0 })))
    .png()
    .toBuffer()
  await sharp(lying).rotate(-90).withMetadata({ orientation: 6 }).jpeg({ quality: 95 }).toFile(path)
}

beforeAll(async () => {
  fresh = await openFresh()
  await writeLibrary(fresh.home.path, 4)
  await writeHalves(join(fresh.home.path, 'halves.jpg'))
  await fresh.core.api.addFolder({ path: fresh.home.path })
  await indexed(fresh.core)
  photos = (await fresh.core.api.listPhotos({ offset: 0, limit: 100 })).photos
})
afterAll(() => closeFresh(fresh))

describe.each(transports)('over %s', (_, open) => {
  let opened: Opened
  beforeAll(async () => void (opened = await open(fresh.core)))
  afterAll(() => opened.close())
  const find = (query: QueryExample[], limit = 50) => opened.client.api.findSimilar({ query, limit })
  const colourOf = ({ name }: { name: string }) => name.split('-')[0]

  test('two examples find what either is like, without themselves', async () => {
    const { results } = await find([{ photoId: idOf('red-0.jpg') }, { photoId: idOf('blue-0.jpg') }])
    expect(results.map(({ name }) => name)).not.toContain('red-0.jpg')
    const first = results.slice(0, 7).map(colourOf)
    expect(first.toSorted()).toEqual(['blue', 'blue', 'blue', 'halves.jpg', 'red', 'red', 'red'])
    expect(results[0].similarity).toBeGreaterThanOrEqual(results.at(-1)!.similarity)
  })

  test('a minus example takes what is like it away', async () => {
    const halves = { photoId: idOf('halves.jpg') }
    for (const [minus, left] of [
      ['blue', 'red'],
      ['red', 'blue'],
    ]) {
      const { results } = await find([halves, { photoId: idOf(`${minus}-0.jpg`), minus: true }], 4)
      expect(results.map(colourOf)).toEqual(Array(4).fill(left))
    }
  })

  test('a part of a photo is looked for alone, in upright shares', async () => {
    const halves = { photoId: idOf('halves.jpg') }
    const { results } = await find([{ ...halves, region: redLeft }], 4)
    expect(results.map(colourOf)).toEqual(['red', 'red', 'red', 'red'])
    const right = await find([{ ...halves, region: { ...redLeft, x: 0.5 } }], 4)
    expect(right.results.map(colourOf)).toEqual(['blue', 'blue', 'blue', 'blue'])
  })

  test("an image's bytes, and a part of them, beside a photo", async () => {
    const imageBase64 = readFileSync(join(fresh.home.path, 'halves.jpg')).toString('base64')
    const { basis, results } = await find([{ imageBase64, region: redLeft }, { photoId: idOf('red-1.jpg') }], 3)
    expect([basis, ...results.map(colourOf)]).toEqual(['colour', 'red', 'red', 'red'])
  })

  const photoId = 1
  test.each<[string, unknown[], RegExp]>([
    ['nothing', [], /at least one example/],
    ['minus alone', [{ photoId, minus: true }], /at least one example/],
    ['too many', Array.from({ length: 25 }, () => ({ photoId })), /at most 24 examples/],
    ['both a photo and bytes', [{ photoId, imageBase64: 'AAAA' }], /query/],
    ['a part beyond the photo', [{ photoId, region: { ...redLeft, x: 0.6 } }], /query/],
    ['a part without width', [{ photoId, region: { ...redLeft, width: 0 } }], /query/],
  ])('refuses %s', async (_, query, message) => {
    await expect(find(query as QueryExample[])).rejects.toMatchObject({
      code: 'INVALID_ARGUMENT',
      message: expect.stringMatching(message),
    })
  })

  test('says which example is at fault', async () => {
    const red = { photoId: idOf('red-0.jpg') }
    const notAnImage = { imageBase64: Buffer.from('no image').toString('base64'), name: 'letter.txt' }
    await expect(find([red, notAnImage])).rejects.toMatchObject({
      code: 'IMAGE_UNREADABLE',
      message: expect.stringMatching(/^letter\.txt: .*not an image/),
    })
    for (const region of [undefined, redLeft])
      await expect(find([red, { photoId: 999, region }])).rejects.toMatchObject({
        code: 'NOT_FOUND',
        message: expect.stringContaining('photo 999'),
      })
  })
})
