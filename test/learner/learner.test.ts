/** The learner process for real: it trains, is killed, goes on, pauses, and publishes a model. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Core } from '../../src/core/core.ts'
import { createCore } from '../../src/core/create-core.ts'
import { useNarrowNetworks } from '../support/narrow-networks.ts'
import {
  indexed,
  learnerEntry,
  learnerPids,
  openLibrary,
  temporaryFolder,
  waitFor,
  writeEncoder,
  writeLibrary,
} from '../support/photos.ts'

useNarrowNetworks()
let library: Awaited<ReturnType<typeof openLibrary>>
let core: Core
beforeAll(async () => {
  library = await openLibrary(8)
  core = library.core
})
afterAll(() => library.close())

const training = async () => (await core.api.getStatus({})).training
const recipe = { imageSize: 32, batchSize: 8, embeddingSize: 32 }

test('kill -9 of the learner: it is started again and the run comes to its end', async () => {
  await core.api.startTraining({ ...recipe, epochs: 200 })
  await expect(core.api.startTraining(recipe)).rejects.toMatchObject({ code: 'BUSY' })
  await waitFor('the first steps', async () => (await training()).step > 5)
  const [pid] = learnerPids()
  process.kill(pid, 'SIGKILL')
  await waitFor('a new learner process', async () => learnerPids().some((other) => other !== pid))
  await waitFor(
    'learning to go on',
    async () => (await training()).state === 'running' && (await training()).phase === 'Learning',
  )
  await core.api.pauseTraining({})
  expect((await training()).state).toBe('paused')
  await waitFor('the run to stand still', async () => {
    const { step } = await training()
    await new Promise((next) => setTimeout(next, 500))
    return (await training()).step === step
  })
  await core.api.resumeTraining({})
  await core.api.finishTraining({})
  const done = await waitFor('the model', async () => ((await training()).state === 'done' ? training() : null))
  expect(done.lossCurve.length).toBeGreaterThan(0)
  const status = await core.api.getStatus({})
  expect(status).toMatchObject({ embeddedCount: 24, activeModel: { photoCount: 24, embeddingSize: 32, active: true } })
})

test('the bank has one unit row a photo, and similarity comes from it', async () => {
  const { photos: all } = await core.api.listPhotos({ offset: 0, limit: 3 })
  const { basis, results, durationMs } = await core.api.findSimilar({ query: [{ photoId: all[0].photoId }], limit: 5 })
  expect(basis).toBe('encoder')
  expect(results).toHaveLength(5)
  expect(results.every(({ similarity }) => similarity <= 1 && similarity >= -1)).toBe(true)
  expect(durationMs).toBeLessThan(1000)
})

test('cancelling keeps the model that was there', async () => {
  const before = (await core.api.getStatus({})).activeModel
  await core.api.startTraining({ ...recipe, epochs: 500, seed: 9 })
  await waitFor('the first steps', async () => (await training()).step > 2)
  await core.api.cancelTraining({})
  expect((await training()).state).toBe('cancelled')
  expect((await core.api.getStatus({})).activeModel).toEqual(before)
})

test('refining with marks: refused with too few, then a model that says how marks it never saw came out; labels stay', async () => {
  await expect(core.api.startTraining({ refine: true })).rejects.toMatchObject({ code: 'NOT_ENOUGH_LABELS' })
  expect((await core.api.getStatus({})).refinementMissing).toMatch(/at least 20 marks/)
  const { photos: all } = await core.api.listPhotos({ offset: 0, limit: 100 })
  const idsOf = (colour: string) => all.filter(({ name }) => name.startsWith(colour)).map(({ photoId }) => photoId)
  const red = await core.api.createTag({ name: 'red' })
  const green = await core.api.createTag({ name: 'green' })
  const marks = (ids: number[], label: 'yes' | 'no') => ids.map((photoId) => ({ photoId, label }))
  await core.api.setLabels({ tagId: red.tagId, labels: [...marks(idsOf('red'), 'yes'), ...marks(idsOf('blue'), 'no')] })
  await core.api.setLabels({ tagId: green.tagId, labels: marks(idsOf('green'), 'yes') })
  const before = await core.api.getStatus({})
  expect(before.refinementMissing).toBeNull()
  // A run cancelled just now may still have something to say; it says nothing about this one.
  await core.api.startTraining({ ...recipe, epochs: 500, seed: 10 })
  await waitFor('the first steps', async () => (await training()).step > 2)
  await core.api.cancelTraining({})
  const started = await core.api.startTraining({ refine: true })
  await waitFor('the first steps', async () => (await training()).step > 10)
  await core.api.finishTraining({})
  const done = await waitFor('the refined model', async () => ((await training()).state === 'done' ? training() : null))
  expect(done.phase).toMatch(/^Finished.*of 6 marks kept out to check, \d come out right, \d did before/)
  const refined = (await core.api.listModels({})).find(({ modelVersion }) => modelVersion === started.modelVersion)!
  expect(refined).toMatchObject({
    embeddingSize: 32,
    photoCount: 24,
    scores: { agreement: { count: 6 }, agreementBefore: { count: 6 } },
  })
  expect(refined.datasetFingerprint).toBe(before.activeModel!.datasetFingerprint)
  expect(refined.datasetFingerprint).toMatch(/^[0-9a-f]{64}$/)
  // Used if no worse, and if so few steps on so few photos kept them apart; either way any photo can be searched and
  // every mark is there.
  const apart = !done.phase.includes('too much alike')
  const better = refined.scores!.agreement.share >= refined.scores!.agreementBefore!.share
  expect(refined.active).toBe(better && apart)
  expect(await core.api.listLabels({ tagId: red.tagId, offset: 0, limit: 5 })).toMatchObject({ total: 16 })
  expect((await core.api.findSimilar({ query: [{ photoId: all[0].photoId }], limit: 3 })).results).toHaveLength(3)
}, 60_000)

test('with a starter encoder, zero minutes give a first model at once (without one they are refused); any model can be put back in use', async () => {
  await expect(core.api.startTraining({ minutes: 0 })).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' })
  const [other, made] = [temporaryFolder(), temporaryFolder()]
  const starterPath = writeEncoder(made.path)
  const fresh = await createCore({ catalogueDir: other.path, learnerEntry, starterPath })
  await fresh.api.addFolder({ path: library.photosDir })
  await indexed(fresh)
  await fresh.api.startTraining({ minutes: 0 })
  const status = await waitFor('the first model', async () => {
    const now = await fresh.api.getStatus({})
    return now.training.state === 'done' ? now : null
  })
  expect(status).toMatchObject({
    embeddedCount: 24,
    training: { step: 0, progress: 1, phase: 'All photos are looked at, and can be learnt from' },
    activeModel: { photoCount: 24, trainingSeconds: 0 },
  })
  const [{ photoId }] = (await fresh.api.listPhotos({ offset: 0, limit: 1 })).photos
  const similarBy = async () => (await fresh.api.findSimilar({ query: [{ photoId }], limit: 3 })).modelVersion
  expect(await similarBy()).toBe(1)
  await fresh.api.startTraining({ ...recipe, epochs: 1 })
  await waitFor('the second model', async () => (await fresh.api.listModels({})).length === 2)
  // It saw each photo in four changed views, as did the one in use.
  const [second] = await fresh.api.listModels({})
  expect(second).toMatchObject({
    modelVersion: 2,
    scores: { viewAgreement: { count: 96 }, viewAgreementBefore: { count: 96 } },
  })
  await fresh.api.activateModel({ modelVersion: 2 })
  expect(await similarBy()).toBe(2)
  expect(await fresh.api.activateModel({ modelVersion: 1 })).toMatchObject({ modelVersion: 1, active: true })
  expect(await similarBy()).toBe(1)
  await expect(fresh.api.activateModel({ modelVersion: 77 })).rejects.toMatchObject({ code: 'NOT_FOUND' })
  expect(await similarBy()).toBe(1)
  await fresh.close()
  for (const folder of [other, made]) folder.remove()
})

test('left to itself, a new library is first looked at with the starter, then learnt', async () => {
  const [many, other, made] = [temporaryFolder(), temporaryFolder(), temporaryFolder()]
  await writeLibrary(many.path, 12)
  const starterPath = writeEncoder(made.path)
  const fresh = await createCore({ catalogueDir: other.path, learnerEntry, starterPath, trainAutomatically: true })
  await fresh.api.addFolder({ path: many.path })
  const { activeModel, training: second } = await waitFor('learning after the first look', async () => {
    const now = await fresh.api.getStatus({})
    return now.training.modelVersion === 2 && now.training.step > 0 ? now : null
  })
  expect(activeModel).toMatchObject({ modelVersion: 1, trainingSeconds: 0, photoCount: 36 })
  expect(second.state).toBe('running')
  await fresh.api.cancelTraining({})
  await fresh.close()
  for (const folder of [many, other, made]) folder.remove()
})
