/** Twenty steps of training against PyTorch, same weights and batches. */
import { expect, test } from 'vitest'
import { createOnnxEngine } from '../../src/core/engines/onnx/engine.ts'
import { initialState } from '../../src/core/learning/encoder-weights.ts'
import { centredStart } from '../../src/core/learning/centred-start.ts'
import type { Engine, EngineState } from '../../src/core/learning/engine.ts'
import { wholeViews } from '../../src/core/learning/look.ts'
import { MemoryBank } from '../../src/core/learning/memory-bank.ts'
import { Random } from '../../src/core/learning/random.ts'
import { defaultRecipe, engineConfig, learntProjection } from '../../src/core/learning/recipe.ts'
import type { TrainingPhotos } from '../../src/core/learning/training-photos.ts'
import { dataOf, recorded } from './recorded.ts'
import { gap, trajectoryOf, weightsOf, type StoredTensor, type Trajectory } from './trajectory.ts'

const [N, B, S, D, stepCount] = [96, 32, 64, 128, 20]
const settings = { temperature: 0.2, learningRate: 1e-5, bankMomentum: 0.5 }
const recipe = { ...defaultRecipe, ...settings, imageSize: S, viewWeight: 0, ...learntProjection }
const config = engineConfig(recipe, S)

/** Smooth random pictures: a few waves a channel, so that photos differ as photos do. */
function pictures(): Uint8Array {
  const random = new Random(2)
  const pixels = new Uint8Array(N * S * S * 3)
  for (let photo = 0; photo < N; photo++) {
    const waves = Array.from({ length: 9 }, () => ({
      x: random.normal() / 8,
      y: random.normal() / 8,
      phase: random.uniform() * 6,
    }))
    for (let i = 0; i < S * S * 3; i++) {
      const [x, y, channel] = [Math.floor(i / 3) % S, Math.floor(i / 3 / S), i % 3]
      const value = waves
        .slice(channel * 3, channel * 3 + 3)
        .reduce((sum, wave) => sum + Math.sin(wave.x * x + wave.y * y + wave.phase), 0)
      pixels[photo * S * S * 3 + i] = 128 + 24 * value + 50 * random.uniform()
    }
  }
  return pixels
}

async function ours(
  engine: Engine,
  pixels: Uint8Array,
  bank: MemoryBank,
  batches: number[][],
  learningRate: number,
): Promise<number[]> {
  const losses: number[] = []
  for (const rows of batches) {
    const instances = Int32Array.from(rows)
    const batchPixels = new Uint8Array(B * S * S * 3)
    rows.forEach((row, b) => batchPixels.set(pixels.subarray(row * S * S * 3, (row + 1) * S * S * 3), b * S * S * 3))
    const result = await engine.trainStep({
      ...wholeViews(batchPixels, { imageSize: S, pixelSize: S }),
      instances,
      bank: bank.rows,
      learningRate,
    })
    bank.update(instances, result.embeddings, settings.bankMomentum)
    losses.push(result.loss)
  }
  return losses
}

function theirs(state: EngineState, pixels: Uint8Array, bank: Float32Array, batches: number[][]): Trajectory {
  const images = new Float32Array(pixels.length)
  const [mean, deviation] = [
    [0.485, 0.456, 0.406],
    [0.229, 0.224, 0.225],
  ]
  pixels.forEach((value, i) => {
    const [photo, place, channel] = [Math.floor(i / (S * S * 3)), Math.floor(i / 3) % (S * S), i % 3]
    images[(photo * 3 + channel) * S * S + place] = (value / 255 - mean[channel]) / deviation[channel]
  })
  const tensors: StoredTensor[] = [...weightsOf(state), ['bank', [N, D], bank], ['images', [N, 3, S, S], images]]
  return trajectoryOf('./trajectory.py', { ...settings, width: 32, embeddingSize: D, batches }, tensors)
}

test('20 steps of the half-width ResNet-18: every loss and running statistic to 1e-4 of PyTorch', async () => {
  const random = new Random(3)
  const batches = Array.from({ length: stepCount }, () =>
    [...random.shuffle(Int32Array.from({ length: N }, (_, row) => row))].slice(0, B),
  )
  const pixels = pictures()
  const drawn = initialState(config, new Random(1))
  const engine = await createOnnxEngine(config, drawn)
  // Deep batch norm magnifies rounding: at rate 0.003 PyTorch in single precision leaves PyTorch in double by 3 %
  // within five steps, as we do. Hence double there, a start that is not collapsed, and small steps.
  const bank = new MemoryBank(D, await centredStart(engine, trainingPhotos(pixels), recipe))
  const start = await engine.exportState()
  // The bank is our own engine's, and so alike on every machine but for rounding, which is nothing here.
  const input = [settings, batches, pixels, ...dataOf(drawn)]
  const reference = recorded('pytorch', input, () => theirs(start, pixels, bank.rows.slice(), batches))
  const [first, last] = [batches.slice(0, -1), batches.slice(-1)]
  const losses = await ours(engine, pixels, bank, first, settings.learningRate)
  const before = new MemoryBank(D, bank.rows.slice())
  losses.push(...(await ours(engine, pixels, bank, last, settings.learningRate)))
  const { parameters } = await engine.exportState()
  await engine.importState(start)
  const [still] = await ours(engine, pixels, before, last, 0)
  await engine.dispose()
  expect(reference.losses).toHaveLength(stepCount)
  losses.forEach((loss, step) =>
    expect(Math.abs(loss / reference.losses[step] - 1), `step ${step + 1}`).toBeLessThan(1e-4),
  )
  expect(Object.keys(reference.statistics)).toHaveLength(40)
  for (const [name, wanted] of Object.entries(reference.statistics))
    expect(gap(parameters[name].data, wanted), name).toBeLessThan(1e-4)
  // The steps matter at this tolerance: the weights before them give another loss.
  expect(Math.abs(still / reference.losses.at(-1)! - 1)).toBeGreaterThan(1e-3)
}, 300_000)

const trainingPhotos = (pixels: Uint8Array): TrainingPhotos => ({
  count: N,
  pixelSize: S,
  widths: new Array(N).fill(S),
  heights: new Array(N).fill(S),
  readPixels: (rows, target) =>
    rows.forEach((row, b) => target.set(pixels.subarray(row * S * S * 3, (row + 1) * S * S * 3), b * S * S * 3)),
})
