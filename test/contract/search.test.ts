/** Searching over every transport: each kind of condition and its absence, what is told, suggested and kept. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { PhotoApi } from '../../src/shared/contract.ts'
import { closeFresh, indexed, openFresh, writePhoto, type Fresh } from '../support/photos.ts'
import { transports, type Opened } from '../support/transports.ts'

let fresh: Fresh
const ids: Record<string, number> = {}
const nameOf = (photoId: number) => Object.keys(ids).find((name) => ids[name] === photoId)!
const idsIn = (packed: string) => [...new Int32Array(Uint8Array.from(Buffer.from(packed, 'base64')).buffer)]

async function found(api: PhotoApi, query: string): Promise<string[]> {
  const { photos } = await api.searchPhotos({ query, order: 'taken' })
  return idsIn(photos.photoIds).map(nameOf).sort()
}

/** In Rome, by a Canon. */
async function describeIn(path: string): Promise<void> {
  const exif = {
    IFD0: { Make: 'Canon', Model: 'Canon EOS 5D' },
    IFD2: { LensModel: 'EF50mm f/1.8', FNumber: '18/10', DateTimeOriginal: '2023:05:14 10:00:00' },
    IFD3: { GPSLatitudeRef: 'N', GPSLatitude: '41/1 54/1 0/1', GPSLongitudeRef: 'E', GPSLongitude: '12/1 30/1 0/1' },
  }
  writeFileSync(path, await sharp(readFileSync(path)).withExif(exif).toBuffer())
}

beforeAll(async () => {
  fresh = await openFresh()
  const { home, core } = fresh
  for (const dir of ['Été', 'work']) mkdirSync(join(home.path, dir))
  const photos = [
    ['Été/20230514_rome.jpg', 160, 120],
    ['Été/20220801_beach 100%_*.jpg', 120, 160],
    ['work/20231201_desk.png', 100, 100],
    ['work/20231202_chair.jpg', 160, 120],
  ] as const
  for (const [i, [name, width, height]] of photos.entries())
    await writePhoto(join(home.path, name), [40 * i, 90, 20], i, { width, height })
  const png = join(home.path, photos[2][0])
  writeFileSync(png, await sharp(readFileSync(png)).png().toBuffer())
  await describeIn(join(home.path, photos[0][0]))
  await core.api.addFolder({ path: home.path })
  await indexed(core)
  for (const { photoId, name } of (await core.api.listPhotos({ offset: 0, limit: 9 })).photos)
    ids[/_([a-z]+)/.exec(name)![1]] = photoId
  const { tagId } = await core.api.createTag({ name: 'Furniture/Seats' })
  await core.api.setLabels({ tagId, labels: [{ photoId: ids.chair, label: 'yes' }] })
  await core.api.choose({ photoIds: [ids.beach], choice: { favourite: true } })
  await core.api.choose({ photoIds: [ids.beach], choice: { rating: 4 } })
})
afterAll(() => closeFresh(fresh))

describe.each(transports)('over %s', (_, open) => {
  let opened: Opened
  beforeAll(async () => void (opened = await open(fresh.core)))
  afterAll(() => opened.close())

  test('how a photo was exposed is read from its file', async () => {
    const { api } = opened.client
    expect(await api.getExposure({ photoId: ids.rome })).toMatchObject({ fNumber: 1.8, seconds: null })
    expect(await api.getExposure({ photoId: ids.desk })).toBeNull()
    await expect(api.getExposure({ photoId: 999_999 })).rejects.toMatchObject({ code: 'NOT_FOUND' })
  })

  test.each([
    ['ROME', ['rome']],
    ['ete', ['beach', 'rome']],
    ['-ete', ['chair', 'desk']],
    ['folder:work -name:desk', ['chair']],
    ['name:work', []],
    ['100%_*', ['beach']],
    ['%', ['beach']],
    ['_desk', ['desk']],
    ['2023', ['chair', 'desk', 'rome']],
    ['may 2023', ['rome']],
    ['2022-05..2023-06', ['beach', 'rome']],
    ['december', ['chair', 'desk']],
    ['undated', []],
    ['seats', ['chair']],
    ['tag:furniture', ['chair']],
    ['-tag:furniture 2023', ['desk', 'rome']],
    ['untagged', ['beach', 'desk', 'rome']],
    ['camera:canon', ['rome']],
    ['-camera:canon -untagged', ['chair']],
    ['lens:50mm', ['rome']],
    ['jpeg', ['beach', 'chair', 'rome']],
    ['-jpeg', ['desk']],
    ['portrait or square', ['beach', 'desk']],
    ['landscape', ['chair', 'rome']],
    ['favourite', ['beach']],
    ['stars:>=3', ['beach']],
    ['stars:0', ['chair', 'desk', 'rome']],
    ['italy', ['rome']],
    ['place:europe', ['rome']],
    ['place:france', []],
    ['-place:italy', ['beach', 'chair', 'desk']],
    ['near:41.9,12.48', ['rome']],
    ['near:48.1,11.5,20', []],
    ['with a place', ['rome']],
    ['-"with"', ['beach', 'chair', 'desk', 'rome']],
  ])('%s', async (query, names) => expect(await found(opened.client.api, query)).toEqual(names))

  test('how a query was read is told, and why it cannot be', async () => {
    const { api } = opened.client
    const { parts, photos } = await api.searchPhotos({ query: 'seats 2023', order: 'folder' })
    expect(parts.map(({ words }) => words)).toEqual(['Tag Furniture/Seats or text “seats”', '2023'])
    expect(photos.groups).toEqual([{ key: join(fresh.home.path, 'work'), count: 1 }])
    const refused = (query: string, message: RegExp) =>
      expect(api.searchPhotos({ query, order: 'taken' })).rejects.toMatchObject({
        code: 'INVALID_ARGUMENT',
        message: expect.stringMatching(message),
      })
    await refused('2023-13-45', /“2023-13-45” is no date/)
    await refused('x'.repeat(10_000), /longer than/)
    await refused('', /nothing to search for/)
  })

  test('hidden and removed photos are never found', async () => {
    const { api } = opened.client
    for (const keptOut of ['hidden', 'removed'] as const) {
      await api.choose({ photoIds: [ids.chair], choice: { keptOut } })
      expect(await found(api, 'work')).toEqual(['desk'])
      expect(await found(api, 'tag:seats')).toEqual([])
      await expect.poll(async () => (await suggested(api, 'seat')).length).toBe(0)
      await api.undo({})
    }
    expect(await found(api, 'tag:seats')).toEqual(['chair'])
    await expect.poll(() => suggested(api, 'seat')).toEqual(['tag Furniture/Seats 1'])
  })

  const suggested = async (api: PhotoApi, query: string) => {
    const ask = () => api.suggestSearch({ query, caret: query.length })
    await expect.poll(async () => (await ask()).isWhole).toBe(true)
    const { suggestions } = await ask()
    return suggestions.map(({ kind, name, photoCount }) => `${kind} ${name} ${photoCount}`)
  }

  test('what there is is suggested, with how many photos', async () => {
    const { api } = opened.client
    expect(await suggested(api, 'furn')).toEqual(['tag Furniture 1', 'tag Furniture/Seats 1'])
    expect(await suggested(api, '202')).toEqual(['date 2023 3', 'date 2022 1'])
    expect(await suggested(api, 'ital')).toEqual(['place Italy 1'])
    expect(await suggested(api, 'camera:c')).toEqual(['camera Canon EOS 5D 1'])
    expect(await suggested(api, 'format:')).toEqual(['format JPEG 3', 'format PNG 1'])
    expect((await api.suggestSearch({ query: 'a "b', caret: 4 })).problem).toMatch(/quotation mark/)
  })

  test('searches are kept by a name, told of, undone and redone', async () => {
    const { api, subscribe } = opened.client
    const told: string[] = []
    const stop = subscribe('changed', ({ what }) => void told.push(what))
    const saved = await api.saveSearch({ name: 'At work', query: 'work 2023' })
    await expect.poll(() => told).toContain('searches')
    await expect(api.saveSearch({ name: 'AT WORK', query: 'x' })).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' })
    await expect(api.saveSearch({ name: 'y', query: 'tag:' })).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' })
    await api.renameSearch({ searchId: saved.searchId, name: 'Office' })
    expect(await api.listSearches({})).toEqual([{ ...saved, name: 'Office' }])
    await api.removeSearch({ searchId: saved.searchId })
    expect(await api.listSearches({})).toEqual([])
    told.length = 0
    expect(await api.undo({})).toMatchObject({ text: 'Removed the saved search "Office"' })
    await expect.poll(() => told).toContain('searches')
    expect(await api.undo({})).toMatchObject({ text: 'Renamed the search "At work" to "Office"' })
    expect(await api.listSearches({})).toEqual([saved])
    expect(await api.undo({})).toMatchObject({ text: 'Saved the search "At work"' })
    expect(await api.listSearches({})).toEqual([])
    await api.redo({})
    expect(await api.listSearches({})).toEqual([saved])
    await api.removeSearch({ searchId: saved.searchId })
    await expect(api.renameSearch({ searchId: saved.searchId, name: 'z' })).rejects.toMatchObject({ code: 'NOT_FOUND' })
    stop()
  })
})
