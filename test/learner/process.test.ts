/** The learner process by itself, spoken to as the core does. */
import { mkdirSync, readdirSync, readlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { openPixelStore } from '../../src/core/imaging/pixel-store.ts'
import { PIXEL_BYTES, PIXEL_SIZE } from '../../src/core/imaging/pixels.ts'
import { initialState } from '../../src/core/learning/encoder-weights.ts'
import { Random } from '../../src/core/learning/random.ts'
import { engineConfig, resolveRecipe } from '../../src/core/learning/recipe.ts'
import { loadCheckpointIfAny, saveEncoder } from '../../src/core/learner/checkpoint.ts'
import { createLearnerClient, type LearnerClient } from '../../src/core/training/learner-client.ts'
import type { RunReply, TrainingRun } from '../../src/core/learner/protocol.ts'
import { narrow } from '../support/narrow-networks.ts'
import { learnerEntry, learnerPids, temporaryFolder, waitFor } from '../support/photos.ts'

const N = 16
const recipe = {
  ...resolveRecipe({ imageSize: 32, embeddingSize: 32, batchSize: 8, start: 'scratch' }, N),
  ...narrow,
}
let folder: ReturnType<typeof temporaryFolder>
let client: LearnerClient
let replies: RunReply[]
let deaths: string[]
beforeEach(() => {
  folder = temporaryFolder()
  const store = openPixelStore(folder.path)
  const random = new Random(1)
  for (let photo = 0; photo < N; photo++)
    store.append(Uint8Array.from({ length: PIXEL_BYTES }, () => random.integer(256)))
  store.close()
  replies = []
  deaths = []
  client = createLearnerClient(learnerEntry)
  client.listen({
    onReply: (reply) => replies.push(reply),
    onDeath: (reason) => deaths.push(reason),
  })
})
afterEach(async () => {
  await client.close()
  folder.remove()
})

function runIn(name: string, change: Partial<TrainingRun> = {}, photoCount = N): TrainingRun {
  const modelDir = join(folder.path, name)
  mkdirSync(modelDir, { recursive: true })
  const sizes = new Int32Array(photoCount).fill(PIXEL_SIZE)
  const photos = {
    photoIds: Int32Array.from(sizes.keys()),
    slots: sizes.map((_, photo) => photo % N),
    widths: sizes,
    heights: sizes,
  }
  return {
    modelDir,
    pixelsDir: folder.path,
    photos,
    recipe,
    starterPath: null,
    budget: { epochs: 1000 },
    engine: 'onnx',
    device: 'cpu',
    ...change,
  }
}

const repliesOf = (run: TrainingRun) => replies.filter(({ modelDir }) => modelDir === run.modelDir)
const encoderIn = (name: string) => {
  mkdirSync(join(folder.path, name))
  return saveEncoder(join(folder.path, name), initialState(engineConfig(recipe, PIXEL_SIZE), new Random(2)), recipe)
}

test('kill -9 after a checkpoint: the next process goes on from there, not from the beginning', async () => {
  const run = runIn('1', { checkpointIntervalMs: 200 })
  const savedStep = () => loadCheckpointIfAny(run.modelDir)?.trainer.step ?? 0
  client.send({ type: 'train', run })
  await waitFor('a checkpoint', async () => savedStep() > 10)
  process.kill(learnerPids()[0], 'SIGKILL')
  await waitFor('its death', async () => deaths.length > 0)
  expect(deaths).toEqual(['SIGKILL'])
  const saved = savedStep()
  replies = []
  client.send({ type: 'train', run })
  const first = await waitFor('the first progress', async () => replies.find((reply) => reply.type === 'progress'))
  expect(first).toMatchObject({ progress: { phase: 'Learning', step: saved + 1 } })
})

test('a pause keeps what was learnt before the first checkpoint was due, and so does a signal to end', async () => {
  const run = runIn('1', { checkpointIntervalMs: 1e9 })
  const savedStep = () => loadCheckpointIfAny(run.modelDir)?.trainer.step ?? 0
  const hasLearnt = async () => replies.some((reply) => reply.type === 'progress' && reply.progress.step > 5)
  client.send({ type: 'train', run })
  await waitFor('some steps', hasLearnt)
  expect(savedStep()).toBe(0)
  client.send({ type: 'pause' })
  await waitFor('its checkpoint', async () => savedStep() > 5)
  const paused = savedStep()
  client.send({ type: 'resume' })
  replies = []
  await waitFor('more steps', hasLearnt)
  process.kill(learnerPids()[0], 'SIGTERM')
  await waitFor('its end', async () => deaths.length > 0)
  expect(deaths).toEqual(['code 0'])
  expect(savedStep()).toBeGreaterThan(paused)
})

test('a learner with nothing to do leaves, and comes back when it is wanted', async () => {
  const encoderPath = encoderIn('model')
  const brief = createLearnerClient(learnerEntry, { idleMs: 100 })
  const look = () => brief.embed({ encoderPath, pixelsDir: folder.path, slots: Int32Array.of(0, 1), pixels: null })
  const embeddings = await look()
  await waitFor('its leaving', async () => learnerPids().length === 0)
  expect(await look()).toEqual(embeddings)
  await brief.close()
})

test('a run begins when the one before has ended', async () => {
  // The first takes a while to get to where it can be called off.
  const [before, after] = [runIn('1', {}, 20 * N), runIn('2', { budget: { minutes: 0 } })]
  client.send({ type: 'train', run: before })
  client.send({ type: 'cancel' })
  client.send({ type: 'train', run: after })
  await waitFor('the second run', async () => repliesOf(after).some(({ type }) => type === 'done'))
  const cancelled = replies.findIndex(({ type }) => type === 'cancelled')
  expect(replies[cancelled]).toMatchObject({ modelDir: before.modelDir })
  expect(replies.findIndex(({ modelDir }) => modelDir === after.modelDir)).toBeGreaterThan(cancelled)
})

test('an encoder file that cannot be read is an error, and the one before can still be used', async () => {
  const [good, bad] = [encoderIn('good'), join(folder.path, 'bad.safetensors')]
  writeFileSync(bad, 'rubbish')
  const embed = (encoderPath: string) =>
    client.embed({ encoderPath, pixelsDir: folder.path, slots: Int32Array.of(0, 1), pixels: null })
  const embeddings = await embed(good)
  await expect(embed(bad)).rejects.toMatchObject({ code: 'LEARNER_FAILED' })
  expect(await embed(good)).toEqual(embeddings)
})

test('the pixel store is closed when photos are embedded and when a run has ended', async ({ skip }) => {
  skip(process.platform !== 'linux', 'open files are listed on Linux alone')
  const encoderPath = encoderIn('model')
  for (let time = 0; time < 3; time++)
    await client.embed({ encoderPath, pixelsDir: folder.path, slots: Int32Array.of(0, 1), pixels: null })
  const run = runIn('1', { budget: { epochs: 1 } })
  client.send({ type: 'train', run })
  await waitFor('its end', async () => repliesOf(run).some(({ type }) => type === 'done'))
  const files = `/proc/${learnerPids()[0]}/fd`
  const open = readdirSync(files).map((fd) => readlinkSync(join(files, fd)))
  expect(open.filter((path) => path.endsWith('training-pixels.bin'))).toEqual([])
})
