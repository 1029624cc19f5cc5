import { mkdirSync, readdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { temporaryFolder } from '../../../test/support/photos.ts'
import { assertStateFits, initialState } from '../learning/encoder-weights.ts'
import { Random } from '../learning/random.ts'
import { defaultRecipe, engineConfig } from '../learning/recipe.ts'
import {
  loadCheckpointIfAny,
  loadEncoder,
  loadEncoderInUse,
  saveCheckpoint,
  saveEncoder,
  type Checkpoint,
} from './checkpoint.ts'
import { readTensors } from './safetensors.ts'

let folder: ReturnType<typeof temporaryFolder>
beforeEach(() => (folder = temporaryFolder()))
afterEach(() => folder.remove())

const narrow = { ...defaultRecipe, widthMultiplier: 1 / 4 }
const state = initialState(engineConfig(narrow, 96), new Random(3))
const checkpointAt = (step: number): Checkpoint => ({
  state,
  trainer: {
    step,
    epoch: 2,
    position: 4,
    permutation: Int32Array.of(2, 0, 1),
    randomState: new Random(4).exportState(),
    partitionSum: 1.5,
    partitionCount: 5,
    bank: Float32Array.of(0.1, -0.2, 0.3),
  },
  elapsedMs: 1234,
  lossCurve: [{ step: 1, loss: 2.5 }],
})

test('a checkpoint comes back as it was', () => {
  saveCheckpoint(folder.path, checkpointAt(9))
  expect(loadCheckpointIfAny(folder.path)).toEqual(checkpointAt(9))
})

test('one that cannot be written leaves nothing behind', () => {
  saveCheckpoint(folder.path, checkpointAt(9))
  mkdirSync(join(folder.path, 'encoder.safetensors', 'in the way'), { recursive: true })
  expect(() => saveEncoder(folder.path, state, narrow)).toThrow(/encoder.safetensors/)
  expect(readdirSync(folder.path).sort()).toEqual(['checkpoint.safetensors', 'encoder.safetensors'])
})

test('an encoder that has lost its head is one of a recipe without', () => {
  const headless = Object.fromEntries(Object.entries(state.parameters).filter(([name]) => !name.startsWith('head.')))
  const { recipe, state: loaded } = loadEncoder(saveEncoder(folder.path, { ...state, parameters: headless }, narrow))
  expect(recipe).toEqual({ ...narrow, headSize: 0 })
  expect(() => assertStateFits(engineConfig(recipe, 96), loaded)).not.toThrow()
})

test('a damaged newest one falls back to the one before, and both damaged to none', () => {
  saveCheckpoint(folder.path, checkpointAt(9))
  saveCheckpoint(folder.path, checkpointAt(10))
  truncateSync(join(folder.path, 'checkpoint.safetensors'), 5000)
  expect(loadCheckpointIfAny(folder.path)?.trainer.step).toBe(9)
  writeFileSync(join(folder.path, 'checkpoint.previous.safetensors'), 'rubbish')
  expect(loadCheckpointIfAny(folder.path)).toBeNull()
})

test('no checkpoint is no error', () => expect(loadCheckpointIfAny(join(folder.path, 'nowhere'))).toBeNull())

test('an encoder file is plain safetensors under torchvision names, and a cut one is named', () => {
  mkdirSync(join(folder.path, 'model'))
  const path = saveEncoder(join(folder.path, 'model'), state, narrow)
  const { tensors } = readTensors(path)
  expect(tensors['layer1.0.conv1.weight'].shape).toEqual([8, 8, 3, 3])
  expect(Object.keys(tensors)).toContain('layer4.1.bn2.running_var')
  // The format: 8 bytes of header length, a JSON header, then data to the very end.
  const bytes = readFileSync(path)
  const headerLength = Number(bytes.readBigUInt64LE(0))
  const header = JSON.parse(bytes.toString('utf8', 8, 8 + headerLength)) as Record<string, { data_offsets: number[] }>
  const ends = Object.entries(header).flatMap(([name, entry]) =>
    name === '__metadata__' ? [] : [entry.data_offsets[1]],
  )
  expect(8 + headerLength + Math.max(...ends)).toBe(bytes.length)
  expect(loadEncoder(path)).toMatchObject({ recipe: narrow })
  truncateSync(path, bytes.length - 8)
  expect(() => loadEncoder(path)).toThrow(/encoder\.safetensors is not a whole safetensors file/)
  expect(() => loadEncoderInUse(path)).toThrow(/damaged: .*cut short\. Learn again, or put another model in use\./)
})
