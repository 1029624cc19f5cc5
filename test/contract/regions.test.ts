/** A part of a photo finds what is a part of others, over every transport; and it says which part. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Core } from '../../src/core/core.ts'
import { useNarrowNetworks } from '../support/narrow-networks.ts'
import { looked, mostOfIt as region, writeCollage } from '../support/collages.ts'
import { detailsByName, indexed, openCore, temporaryFolder, writeEncoder } from '../support/photos.ts'
import { transports, type Opened } from '../support/transports.ts'

useNarrowNetworks()
const folders = [temporaryFolder(), temporaryFolder()]
let core: Core
let ids: Record<string, number>

beforeAll(async () => {
  const [photos, catalogue] = folders.map(({ path }) => path)
  await writeCollage(photos)
  core = await openCore(catalogue, { starterPath: writeEncoder(catalogue) })
  await core.api.addFolder({ path: photos })
  await indexed(core)
  await looked(core)
  ids = Object.fromEntries(Object.values(await detailsByName(core)).map(({ name, photoId }) => [name, photoId]))
})
afterAll(async () => {
  await core.close()
  for (const folder of folders) folder.remove()
})

describe.each(transports)('over %s', (_, open) => {
  let opened: Opened
  beforeAll(async () => void (opened = await open(core)))
  afterAll(() => opened.close())
  const find = (query: object[], levels?: boolean) =>
    opened.client.api.findSimilar({ query: query as never, limit: 20, levels })

  test('is found in its corner of another photo, and less by whole photos', async () => {
    await core.regionsEmbedded()
    const { basis, regionPhotoCount, results } = await find([{ photoId: ids['house.jpg'], region }])
    const [collage, next] = results.filter(({ name }) => name !== 'house-again.jpg')
    expect([basis, regionPhotoCount, collage.name]).toEqual(['encoder', 14, 'collage.jpg'])
    const share = expect.closeTo(2 / 3)
    expect(collage.region).toEqual({ x: expect.closeTo(1 / 3), y: 0, width: share, height: share })
    expect(collage.similarity).toBeGreaterThan(next.similarity + 0.1)
    const whole = await find([{ photoId: ids['house.jpg'] }])
    expect([whole.regionPhotoCount, whole.results.map((photo) => photo.region)]).toEqual([null, Array(13).fill(null)])
    const asWhole = whole.results.find(({ name }) => name === 'collage.jpg')!
    expect(collage.similarity).toBeGreaterThan(asWhole.similarity + 0.1)
  })

  test('the whole photo stands where it is the better answer, and for a part that is not looked for', async () => {
    const { results } = await find([{ photoId: ids['house.jpg'], region }])
    expect(results.find(({ name }) => name === 'house-again.jpg')!.region).toBeNull()
    const unlike = await find([{ photoId: ids['other-11.jpg'] }, { photoId: ids['house.jpg'], region, minus: true }])
    expect(unlike.regionPhotoCount).toBeNull()
  })

  test('beside a second example the best part of each photo counts', async () => {
    const house = { photoId: ids['house.jpg'], region }
    const { results } = await find([house, { photoId: ids['other-12.jpg'] }])
    expect(results.find(({ name }) => name === 'collage.jpg')!.region).not.toBeNull()
  })
})
