/**
 * What the app makes of a learner that dies: what was asked for is not forgotten, and too little memory is a reason.
 */
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Core } from '../../src/core/core.ts'
import { useNarrowNetworks } from '../support/narrow-networks.ts'
import { learnerPids, openLibrary, waitFor } from '../support/photos.ts'

useNarrowNetworks()
let library: Awaited<ReturnType<typeof openLibrary>>
let core: Core
beforeAll(async () => {
  library = await openLibrary(8)
  core = library.core
})
afterAll(() => library.close())

const training = async () => (await core.api.getStatus({})).training
const recipe = { imageSize: 32, embeddingSize: 32, epochs: 5000 }

async function killLearner([pid] = learnerPids()): Promise<void> {
  process.kill(pid, 'SIGKILL')
  await waitFor('a new learner process', async () => learnerPids().some((other) => other !== pid))
}

test('killed twice in a row: goes on with half the batch, and says so', async () => {
  await core.api.startTraining({ ...recipe, batchSize: 16 })
  for (let time = 0; time < 2; time++) {
    await waitFor('learning', async () => (await training()).phase === 'Learning')
    await killLearner()
  }
  const note = 'Learning (batches of 8 photos: the learner was ended twice, perhaps for want of memory)'
  await waitFor('smaller batches', async () => (await training()).phase === note)
  await core.api.cancelTraining({})
})

test('asked to finish, a run finishes even if the learner dies on the way', async () => {
  await core.api.startTraining({ ...recipe, batchSize: 8 })
  await waitFor('the first steps', async () => (await training()).step > 2)
  const pids = learnerPids()
  // Standing still, it cannot come to its end before it is killed.
  process.kill(pids[0], 'SIGSTOP')
  await core.api.finishTraining({})
  await killLearner(pids)
  await waitFor('the model', async () => (await training()).state === 'done')
  expect((await core.api.getStatus({})).activeModel).toMatchObject({ photoCount: 24 })
})
