/** The map over every transport: none without a model, made once, kept over a restart, grown without moving. */
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { PhotoApi } from '../../src/shared/contract.ts'
import { closeFresh, indexed, openCore, openFresh, waitFor, writeEncoder, writePhoto } from '../support/photos.ts'
import { writeLibrary, type Fresh } from '../support/photos.ts'
import { transports, type Opened } from '../support/transports.ts'

let fresh: Fresh
beforeAll(async () => {
  fresh = await openFresh()
  await writeLibrary(fresh.home.path, 12)
  await fresh.core.api.addFolder({ path: fresh.home.path })
  await indexed(fresh.core)
})
afterAll(() => closeFresh(fresh))

const bytes = (text: string) => new Uint8Array(Buffer.from(text, 'base64')).buffer
async function mapOf(api: PhotoApi) {
  const { photoIds, places, ...rest } = await api.getMap({})
  const ids = [...new Int32Array(bytes(photoIds))]
  const floats = new Float32Array(bytes(places))
  return { ...rest, places: new Map(ids.map((photoId, at) => [photoId, [floats[2 * at], floats[2 * at + 1]]])) }
}
const made = (api: PhotoApi) =>
  waitFor('the map', async () => {
    const map = await mapOf(api)
    return map.status.state === 'done' && map
  })

test('without a model there is no map, and it says what to do', async () => {
  expect(await mapOf(fresh.core.api)).toMatchObject({ modelVersion: null, unplacedCount: 0, places: new Map() })
  await expect(fresh.core.api.makeMap({})).rejects.toMatchObject({
    code: 'NOT_FOUND',
    message: 'There is no model yet. Let Semblance learn from the photos first.',
  })
})

describe.each(transports)('over %s', (_, open) => {
  let opened: Opened
  beforeAll(async () => {
    await fresh.core.api.importModel({ path: writeEncoder(fresh.home.path) })
    opened = await open(fresh.core)
  })
  afterAll(() => opened.close())

  test('is made in the background, tells how far it is, and has every photo', async () => {
    const { api } = opened.client
    const told: string[] = []
    const stop = opened.client.subscribe('map', ({ state }) => told.push(state))
    expect((await mapOf(api)).unplacedCount).toBe(36)
    expect((await api.makeMap({})).state).toBe('running')
    const { places, unplacedCount, laidOutCount, modelVersion } = await made(api)
    expect([places.size, unplacedCount, laidOutCount]).toEqual([36, 0, 36])
    expect(modelVersion).not.toBeNull()
    expect(Math.max(...[...places.values()].flat().map(Math.abs))).toBeCloseTo(1, 5)
    await expect.poll(() => [told[0], told.at(-1)]).toEqual(['running', 'done'])
    stop()
    await expect(api.getMap({ x: 1 } as never)).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' })
  })

  test('confidences of a tag come packed, surest first', async () => {
    const { api } = opened.client
    const { tagId } = await api.createTag({ name: `tag ${crypto.randomUUID()}` })
    await expect(api.getConfidences({ tagId })).rejects.toMatchObject({ code: 'NOT_ENOUGH_LABELS' })
    await api.setLabels({ tagId, labels: [{ photoId: 1, label: 'yes' }] })
    const { photoIds, confidences } = await api.getConfidences({ tagId })
    const sure = new Float32Array(bytes(confidences))
    expect([bytes(photoIds).byteLength / 4, sure.length]).toEqual([35, 35])
    expect(sure.every((value) => value >= 0 && value <= 1)).toBe(true)
    const { rankingId } = await api.rankTag({ tagId, offset: 0, limit: 1 })
    await api.setLabels({ tagId, labels: [{ photoId: 2, label: 'no' }] })
    expect((await api.getConfidences({ tagId, rankingId })).photoIds).toBe(photoIds)
    expect(bytes((await api.getConfidences({ tagId })).photoIds).byteLength / 4).toBe(34)
  })
})

test('kept over a restart; a photo out of sight leaves it, one that comes stands on it, and no other moves', async () => {
  const before = (await mapOf(fresh.core.api)).places
  await fresh.core.close()
  fresh.core = await openCore(fresh.catalogue.path)
  const { api } = fresh.core
  expect((await mapOf(api)).places).toEqual(before)
  await api.choose({ photoIds: [1], choice: { keptOut: 'hidden' } })
  expect((await mapOf(api)).places.has(1)).toBe(false)
  await writePhoto(join(fresh.home.path, 'late.jpg'), [200, 30, 30], 99)
  await api.rescan({})
  await indexed(fresh.core)
  await fresh.core.embedded()
  expect((await mapOf(api)).unplacedCount).toBe(1)
  await api.makeMap({})
  await api.cancelMap({})
  expect((await api.getMap({})).status.state).toBe('cancelled')
  await api.makeMap({})
  const after = (await made(api)).places
  expect(after.size).toBe(36)
  await api.undo({})
  const all = (await mapOf(api)).places
  expect([all.size, [...before].every(([photoId, place]) => all.get(photoId)!.join() === place.join())]).toEqual([
    37,
    true,
  ])
})
