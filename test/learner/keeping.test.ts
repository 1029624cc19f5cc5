/**
 * What the core makes of runs, with a learner that does as it is told: what is kept, what is tried again, what is
 * told.
 */
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Core } from '../../src/core/core.ts'
import { createCore } from '../../src/core/create-core.ts'
import type { TrainingStatus } from '../../src/shared/domain.ts'
import type { FakeBehaviour } from '../support/fake-learner.ts'
import { useNarrowNetworks } from '../support/narrow-networks.ts'
import {
  behaveIn,
  colours,
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
let [photos, catalogue, starterPath] = ['', '', '']
let core: Core

/** Without one the first run is not preceded by a look. */
let hasStarter = true
const behave = (behaviour: FakeBehaviour) => behaveIn(catalogue, behaviour)
/** Photo counts of the runs so far. */
const runs = (): number[] =>
  existsSync(join(catalogue, 'learner.log'))
    ? readFileSync(join(catalogue, 'learner.log'), 'utf8').trim().split('\n').map(Number)
    : []
const training = async () => (await core.api.getStatus({})).training
const ended = (state: string) =>
  waitFor(`a run that is ${state}`, async () => ((await training()).state === state ? training() : null))
const aWhile = () => new Promise((next) => setTimeout(next, 700))

async function open(trainAutomatically = false): Promise<void> {
  core = await createCore({
    catalogueDir: catalogue,
    learnerEntry: fakeLearnerEntry,
    starterPath: hasStarter ? starterPath : undefined,
    trainAutomatically,
  })
}

async function reopen(trainAutomatically = false): Promise<void> {
  await core.close()
  await open(trainAutomatically)
  await core.api.rescan({})
  await indexed(core)
}

async function library(count: number): Promise<void> {
  await writeLibrary(photos, count)
  await core.api.addFolder({ path: photos })
  await indexed(core)
}

async function addPhotos(count: number, from = 100): Promise<void> {
  for (let i = from; i < from + count; i++)
    await writePhoto(join(photos, `new-${i}.jpg`), [(i * 37) % 256, (i * 91) % 256, 60])
  await core.api.rescan({})
  await indexed(core)
}

async function learn(behaviour: FakeBehaviour, state = 'done') {
  behave(behaviour)
  await core.api.startTraining({})
  return ended(state)
}

/** A run that is cut short; with a file for its checkpoint, which nobody reads here. */
async function cutShort(options: object, checkpoint = true): Promise<number> {
  behave({ run: 'wait' })
  const { modelVersion } = await core.api.startTraining(options)
  await waitFor('its first steps', async () => (await training()).step > 0)
  if (checkpoint) writeFileSync(join(catalogue, 'models', String(modelVersion), 'checkpoint.safetensors'), 'none')
  behave({})
  return modelVersion!
}

beforeEach(async () => {
  hasStarter = true
  folders = [temporaryFolder(), temporaryFolder(), temporaryFolder()]
  ;[photos, catalogue, starterPath] = [folders[0].path, folders[1].path, join(folders[2].path, 'encoder.safetensors')]
  writeFileSync(starterPath, 'none')
})
afterEach(async () => {
  await core.close()
  for (const folder of folders) folder.remove()
})

test('a refused model is not learnt again before the library has grown by a fifth, nor at the next launch', async () => {
  await open(true)
  behave({ run: 'collapsed' })
  await library(11)
  // The first look is used whatever it is: there is nothing to fall back on.
  expect((await ended('done')).phase).toMatch(/too much alike/)
  await aWhile()
  await reopen(true)
  await aWhile()
  expect(runs()).toEqual([33, 33])
  expect(await core.api.listModels({})).toMatchObject([
    { origin: 'trained', refused: true, active: false },
    { origin: 'starter', refused: false, active: true },
  ])
  await addPhotos(7)
  await waitFor('another run', async () => runs().length === 3)
  expect(runs()).toEqual([33, 33, 40])
})

test('what came out as no numbers is not learnt again at the next launch either', async () => {
  await open()
  await library(11)
  await core.api.startTraining({ minutes: 0 })
  await ended('done')
  expect((await learn({ run: 'not finite' }, 'failed')).error?.message).toMatch(/no numbers/)
  await reopen(true)
  await aWhile()
  expect((await training()).state).toBe('idle')
  expect(runs()).toHaveLength(2)
})

test('refused models push no other out, and only the newest of them is kept', async () => {
  hasStarter = false
  await open()
  await library(2)
  for (let i = 0; i < 4; i++) await learn({ run: 'fit' })
  for (let i = 0; i < 3; i++) await learn({ run: 'collapsed' })
  const models = await core.api.listModels({})
  expect(models.map(({ modelVersion, refused, active }) => [modelVersion, refused, active])).toEqual([
    [7, true, false],
    [4, false, true],
    [3, false, false],
    [2, false, false],
  ])
  expect(await core.api.activateModel({ modelVersion: 7 })).toMatchObject({ refused: false, active: true })
})

test('a model that was put back in use is kept when another takes its place, however many are newer', async () => {
  hasStarter = false
  await open()
  await library(11)
  const versions = async () => (await core.api.listModels({})).map(({ modelVersion }) => modelVersion)
  for (let run = 0; run < 3; run++) await learn({})
  await core.api.activateModel({ modelVersion: 1 })
  await learn({})
  expect(await versions()).toEqual([4, 3, 1])
  await core.api.activateModel({ modelVersion: 1 })
  await core.api.importModel({ path: writeEncoder(folders[2].path) })
  expect(await versions()).toEqual([5, 4, 1])
})

test('a model put back in use, or brought in, stays in use at the next launch', async () => {
  await open()
  await library(11)
  await core.api.startTraining({ minutes: 0 })
  await ended('done')
  await learn({})
  await core.api.activateModel({ modelVersion: 1 })
  await reopen(true)
  await aWhile()
  expect((await training()).state).toBe('idle')
  expect(runs()).toHaveLength(2)
  const path = writeEncoder(folders[2].path)
  expect(await core.api.importModel({ path })).toMatchObject({ origin: 'imported', active: true, photoCount: 33 })
  await reopen(true)
  await aWhile()
  expect((await training()).state).toBe('idle')
  expect(runs()).toHaveLength(2)
  expect((await core.api.getStatus({})).activeModel?.modelVersion).toBe(3)
})

test('refining that was cut short, and whose marks are gone by the next launch, is no failure then', async () => {
  await open()
  await library(11)
  await core.api.importModel({ path: writeEncoder(folders[2].path) })
  const photoIds = (await core.api.listPhotos({ offset: 0, limit: 24 })).photos.map(({ photoId }) => photoId)
  const { tagId } = await core.api.createTag({ name: 'red' })
  await core.api.labelPhotos({ tagId, photoIds: photoIds.slice(0, 12), label: 'yes' })
  await core.api.labelPhotos({ tagId, photoIds: photoIds.slice(12), label: 'no' })
  await cutShort({ refine: true }, false)
  await reopen()
  await core.api.deleteTag({ tagId })
  await reopen(true)
  await aWhile()
  expect(await training()).toMatchObject({ state: 'idle', error: null })
  expect(runs()).toHaveLength(1)
})

test('a cut-off or empty run.json costs that run only', async () => {
  await open(true)
  behave({ run: 'wait' })
  await library(11)
  for (const content of ['', '{"photos":{"photoIds":[1,2', '{}']) {
    const { modelVersion } = await ended('running')
    const dir = join(catalogue, 'models', String(modelVersion))
    writeFileSync(join(dir, 'run.json'), content)
    writeFileSync(join(dir, 'checkpoint.safetensors'), 'none')
    await reopen(true)
    expect((await ended('running')).modelVersion).toBe(modelVersion! + 1)
    expect(existsSync(dir)).toBe(false)
  }
})

test('a run that cannot be written is none; started by itself, it ends as a failed one', async () => {
  await open(true)
  writeFileSync(join(catalogue, 'models'), 'in the way')
  await library(11)
  expect((await ended('failed')).error?.message).toMatch(/models/)
  await expect(core.api.startTraining({})).rejects.toThrow(/models/)
  rmSync(join(catalogue, 'models'))
  mkdirSync(join(catalogue, 'models'))
  await core.api.startTraining({})
  await ended('done')
})

test('a result that cannot be stored ends as a failed run', async () => {
  await open()
  await library(2)
  expect((await learn({ run: 'short' }, 'failed')).error?.message).toMatch(/expected \[6, 128\]/)
  await learn({})
})

test('new photos: told when they cannot be embedded, compared by colour until they are, in the next run', async () => {
  hasStarter = false
  await open()
  await library(2)
  await learn({})
  behave({ embedding: 'fails' })
  await addPhotos(1)
  expect(await ended('failed')).toMatchObject({
    phase: 'New photos were not looked at',
    error: { message: 'No embedding today.' },
    newPhotos: null,
  })
  const [{ photoId }] = await core.api.findPhotosByPath({ paths: [join(photos, 'new-100.jpg')] })
  expect(await core.api.findSimilar({ query: [{ photoId: photoId! }], limit: 3 })).toMatchObject({
    basis: 'colour',
    modelVersion: 1,
  })
  const { tagId } = await core.api.createTag({ name: 'new' })
  await core.api.setLabels({ tagId, labels: [{ photoId: photoId!, label: 'yes' }] })
  await expect(core.api.rankTag({ tagId, offset: 0, limit: 5 })).rejects.toMatchObject({
    code: 'NOT_ENOUGH_LABELS',
    message: expect.stringContaining('has not looked at'),
  })
  await expect(core.embedded()).rejects.toMatchObject({ code: 'LEARNER_FAILED' })
  behave({})
  await core.api.rescan({})
  await ended('idle')
  expect(await core.api.findSimilar({ query: [{ photoId: photoId! }], limit: 3 })).toMatchObject({
    basis: 'encoder',
    modelVersion: 1,
  })
  await learn({})
  expect(runs()).toEqual([6, 7])
})

test('photos and models that come while others are embedded are not left out', async () => {
  await open()
  await library(2)
  await learn({})
  behave({ embedDelayMs: 800 })
  await addPhotos(1)
  expect((await training()).newPhotos).toEqual({ doneCount: 0, totalCount: 1 })
  await addPhotos(2, 200)
  await core.embedded()
  expect(await core.api.getStatus({})).toMatchObject({ photoCount: 9, embeddedCount: 9, training: { newPhotos: null } })
  await addPhotos(1, 300)
  const path = writeEncoder(folders[2].path)
  const model = await core.api.importModel({ path })
  expect(await core.api.getStatus({})).toMatchObject({
    photoCount: 10,
    embeddedCount: 10,
    activeModel: { modelVersion: model.modelVersion },
  })
})

test('an unfinished run goes on with options that come to the same, and is told of until it is dropped for others', async () => {
  hasStarter = false
  await open()
  await library(2)
  const version = await cutShort({})
  expect((await training()).unfinished).toBeNull()
  await reopen()
  expect((await training()).unfinished).toEqual({ modelVersion: version, options: {}, photoCount: 6 })
  behave({ run: 'wait' })
  expect((await core.api.startTraining({ minutes: 10, start: 'starter', engine: 'auto' })).modelVersion).toBe(version)
  await reopen()
  await expect(core.api.startTraining({ refine: true })).rejects.toMatchObject({ code: 'NOT_FOUND' })
  expect((await training()).unfinished?.modelVersion).toBe(version)
  expect((await core.api.startTraining({ minutes: 30 })).modelVersion).toBe(version + 1)
  expect(existsSync(join(catalogue, 'models', String(version)))).toBe(false)
})

test('without a checkpoint there is nothing to go on from: the next run has the photos that came meanwhile', async () => {
  hasStarter = false
  await open()
  await library(2)
  const version = await cutShort({}, false)
  await reopen()
  expect((await training()).unfinished).toBeNull()
  await addPhotos(1)
  expect((await core.api.startTraining({})).modelVersion).toBe(version + 1)
  await ended('done')
  expect(runs()).toEqual([6, 7])
})

test('one photo is not enough', async () => {
  await open()
  await writePhoto(join(photos, 'one.jpg'), colours.red)
  await core.api.addFolder({ path: photos })
  await indexed(core)
  await expect(core.api.startTraining({})).rejects.toMatchObject({
    code: 'NOT_ENOUGH_PHOTOS',
    message: expect.stringContaining('has 1'),
  })
})

test('a run that fails before it has learnt anything is not begun again at the next launch', async () => {
  await open()
  await library(11)
  await learn({ run: 'fail' }, 'failed')
  behave({})
  await reopen(true)
  // The first look, then learning as usual.
  await waitFor('a model that was learnt', async () =>
    (await core.api.listModels({})).some(({ origin }) => origin === 'trained'),
  )
  expect(runs()).toHaveLength(3)
})

test('a run finished before its first step is a look, and learning is still to come', async () => {
  hasStarter = false
  await open()
  await library(2)
  await learn({ run: 'unlearnt' })
  expect(await core.api.listModels({})).toMatchObject([{ origin: 'starter', active: true }])
})

test('a first look that comes to nothing takes the learning after it along', async () => {
  await open()
  await library(11)
  behave({ run: 'not finite' })
  await core.api.startTraining({ minutes: 5 })
  await ended('failed')
  behave({})
  await core.api.startTraining({ minutes: 0 })
  await ended('done')
  expect((await core.api.listModels({})).map(({ origin }) => origin)).toEqual(['starter'])
})

test('a model is in use although what it was made from cannot be cleared away', async () => {
  hasStarter = false
  await open()
  await library(2)
  const version = await cutShort({}, false)
  mkdirSync(join(catalogue, 'models', String(version), 'checkpoint.safetensors'))
  await core.api.finishTraining({})
  await ended('done')
  const { photos: found } = await core.api.listPhotos({ offset: 0, limit: 1 })
  expect(await core.api.findSimilar({ query: [{ photoId: found[0].photoId }], limit: 3 })).toMatchObject({
    basis: 'encoder',
    modelVersion: version,
  })
})

test('learning that is asked for before there is a model looks with the starter first, and ends once', async () => {
  await open()
  await library(11)
  const told: TrainingStatus[] = []
  const stop = core.subscribe('training', (status) => told.push(status))
  await core.api.startTraining({ minutes: 5 })
  await ended('done')
  stop()
  expect(told.filter(({ state }) => state === 'done')).toHaveLength(1)
  const steps = told.filter(({ state }) => state === 'running').map(({ stage }) => stage?.number)
  expect([...new Set(steps)]).toEqual([1, 2])
  expect((await core.api.listModels({})).map(({ origin }) => origin)).toEqual(['trained', 'starter'])
})

test('cancelled during that look, the look goes on and gives a model', async () => {
  await open()
  await library(11)
  behave({ run: 'wait' })
  await core.api.startTraining({ minutes: 5 })
  await waitFor('the first steps', async () => (await training()).step > 0)
  expect(await core.api.cancelTraining({})).toMatchObject({
    state: 'running',
    phase: expect.stringContaining('first look'),
  })
  behave({})
  await core.api.finishTraining({})
  await ended('done')
  expect((await core.api.listModels({})).map(({ origin, active }) => [origin, active])).toEqual([['starter', true]])
})

test('on a battery nothing is learnt or looked at by itself where mains power was chosen, and all is made up for', async () => {
  const machine = { isOnMains: () => false, isIdle: () => true, noteUse: () => {} }
  const options = { catalogueDir: catalogue, learnerEntry: fakeLearnerEntry, starterPath, trainAutomatically: true }
  core = await createCore({ ...options, machine })
  await core.api.setLearnTime({ when: 'mains' })
  await library(11)
  expect(await training()).toMatchObject({ state: 'idle', schedule: { waitsFor: 'mains power', unknown: [] } })
  expect(runs()).toEqual([])
  await core.api.setLearnTime({ when: 'any' })
  await ended('done')
  await waitFor('the run after the first look', async () => runs().length === 2)
  expect((await training()).stage).toEqual({ number: 2, count: 2 })
  await ended('done')
  await core.api.setLearnTime({ when: 'mains' })
  await addPhotos(2)
  await waitFor('news of waiting', async () => (await training()).schedule.waitsFor === 'mains power')
  expect((await core.api.getStatus({})).embeddedCount).toBe(33)
  await core.api.setLearnTime({ when: 'any' })
  await waitFor('every photo', async () => (await core.api.getStatus({})).embeddedCount === 35)
  expect((await training()).schedule.waitsFor).toBeNull()
})
