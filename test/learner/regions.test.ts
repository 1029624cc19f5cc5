/** When regions of photos are looked at, with a learner that does as it is told: after all else, and never twice. */
import { readdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Core } from '../../src/core/core.ts'
import { createCore } from '../../src/core/create-core.ts'
import type { TrainingStatus } from '../../src/shared/domain.ts'
import type { FakeBehaviour } from '../support/fake-learner.ts'
import { useNarrowNetworks } from '../support/narrow-networks.ts'
import {
  behaveIn,
  fakeLearnerEntry,
  indexed,
  temporaryFolder,
  waitFor,
  writeEncoder,
  writeLibrary,
  writePhoto,
} from '../support/photos.ts'

useNarrowNetworks()
let folders: ReturnType<typeof temporaryFolder>[]
let [photos, catalogue] = ['', '']
let core: Core
let told: TrainingStatus['regions'][]

const behave = (behaviour: FakeBehaviour) => behaveIn(catalogue, behaviour)
const aWhile = () => new Promise((next) => setTimeout(next, 700))
const regions = async () => (await core.api.getStatus({})).training.regions
const region = { x: 0, y: 0, width: 0.5, height: 0.5 }

/** Photos whose regions are there; to ask is to search by a region. */
async function seenCount(): Promise<number> {
  const [photo] = (await core.api.listPhotos({ offset: 0, limit: 1 })).photos
  const { regionPhotoCount } = await core.api.findSimilar({ query: [{ photoId: photo.photoId, region }], limit: 1 })
  return regionPhotoCount!
}

async function open(trainAutomatically = true): Promise<void> {
  const starterPath = join(catalogue, 'encoder.safetensors')
  core = await createCore({ catalogueDir: catalogue, learnerEntry: fakeLearnerEntry, starterPath, trainAutomatically })
  told = []
  core.subscribe('training', (status) => status.regions && told.push(status.regions))
}

/** As many photos, below what learning by itself begins with. */
async function addPhotos(count: number, from = 0): Promise<void> {
  for (let i = from; i < from + count; i++)
    await writePhoto(join(photos, `new-${i}.jpg`), [(i * 37) % 256, (i * 91) % 256, 60])
  await core.api.rescan({})
  await indexed(core)
}

async function learn(minutes: number): Promise<void> {
  await core.api.startTraining({ minutes })
  await waitFor('a model', async () => (await core.api.getStatus({})).training.state === 'done')
}

/** By what its file says beside the picture; 3 is on its head. */
async function turn(name: string, orientation = 3): Promise<void> {
  const bytes = readFileSync(join(photos, name))
  const exif = `ffe100224578696600004d4d002a0000000800010112000300000001000${orientation}000000000000`
  writeFileSync(join(photos, name), Buffer.concat([bytes.subarray(0, 2), Buffer.from(exif, 'hex'), bytes.subarray(2)]))
  await core.api.rescan({})
  await indexed(core)
}

const ended = () => waitFor('the regions', async () => told.length > 0 && (await regions()) === null)

beforeEach(async () => {
  folders = [temporaryFolder(), temporaryFolder()]
  ;[photos, catalogue] = folders.map(({ path }) => path)
  writeEncoder(catalogue)
  await open()
  await writeLibrary(photos, 4)
  await core.api.addFolder({ path: photos })
  await indexed(core)
})
afterEach(async () => {
  await core.close()
  for (const folder of folders) folder.remove()
})

test('after the first look; of photos that come later; once more by the next model', async () => {
  await learn(0)
  await ended()
  expect([told[0], await seenCount()]).toEqual([{ doneCount: 0, totalCount: 12, isPaused: false }, 12])
  told = []
  await addPhotos(3)
  await ended()
  expect([told[0]?.totalCount, await seenCount()]).toEqual([3, 15])
  told = []
  await learn(1)
  await ended()
  expect([told[0]?.totalCount, await seenCount()]).toEqual([15, 15])
  told = []
  await core.api.activateModel({ modelVersion: 1 })
  await aWhile()
  expect([told, await seenCount()]).toEqual([[], 15])
})

test('what is made before the app is closed is kept', async () => {
  await addPhotos(18)
  await core.close()
  await open(false)
  await addPhotos(20, 100)
  await learn(0)
  behave({ embedDelayMs: 1000 })
  const making = core.regionsEmbedded().catch(() => {})
  await waitFor('the second chunk', async () => told.at(-1)?.doneCount === 32)
  await core.close()
  await making
  await open(false)
  behave({})
  await core.regionsEmbedded()
  expect([told[0], await seenCount()]).toEqual([{ doneCount: 0, totalCount: 18, isPaused: false }, 50])
})

test('not beside learning, which is not held up; after it', async () => {
  await learn(0)
  await ended()
  told = []
  behave({ run: 'wait' })
  await core.api.startTraining({})
  await addPhotos(2)
  await aWhile()
  expect([told, await regions()]).toEqual([[], null])
  await core.api.finishTraining({})
  await ended()
  expect(await seenCount()).toBe(14)
})

test('not when learning may not run by itself, until a person searches by a part of a photo', async () => {
  await core.api.setLearnTime({ when: 'never' })
  await learn(0)
  await aWhile()
  expect(told).toEqual([])
  expect(await seenCount()).toBe(0)
  await ended()
  expect(await seenCount()).toBe(12)
})

test('paused and gone on with, as learning is', async () => {
  behave({ embedDelayMs: 1000 })
  await learn(0)
  await waitFor('the regions to begin', async () => (await regions())?.doneCount === 0)
  await core.api.pauseTraining({})
  await addPhotos(1)
  await waitFor('the pause', async () => (await regions())?.isPaused)
  behave({})
  await aWhile()
  expect((await regions())?.isPaused).toBe(true)
  await core.api.resumeTraining({})
  await ended()
  expect(await seenCount()).toBe(13)
})

test('a thumbnail that cannot be read costs that photo alone; what fails is tried again with the next photos', async () => {
  const thumbnails = readdirSync(join(catalogue, 'thumbnails'), { recursive: true, encoding: 'utf8' })
  truncateSync(
    join(
      catalogue,
      'thumbnails',
      thumbnails.find((name) => name.endsWith('.webp'))!,
    ),
  )
  await learn(0)
  await ended()
  expect(await seenCount()).toBe(11)
  behave({ embedding: 'fails' })
  await addPhotos(1)
  behave({})
  await addPhotos(1, 50)
  await waitFor('the regions', async () => (await seenCount()) === 13)
})

test('a photo that is turned on its head is seen again, also where that is while it is seen', async () => {
  await learn(0)
  await ended()
  const { photos: before } = await core.api.listPhotos({ offset: 0, limit: 100 })
  told = []
  await turn('red/red-2.jpg', 1)
  await aWhile()
  expect([told, await seenCount()]).toEqual([[], 12])
  await turn('red/red-1.jpg')
  await waitFor('its regions', async () => told.length > 0)
  await ended()
  expect([told[0]?.totalCount, (await core.api.listPhotos({ offset: 0, limit: 100 })).total]).toEqual([
    1,
    before.length,
  ])
  behave({ embedDelayMs: 1500 })
  await addPhotos(1)
  told = []
  await waitFor('its regions to begin', async () => told.length > 0)
  await turn('new-0.jpg')
  behave({})
  await waitFor('its second look', async () => told.at(-1)?.totalCount === 2)
  await waitFor('all regions', async () => (await seenCount()) === 13)
})
