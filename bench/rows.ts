/** npm run bench -- rows: time of a training step by bank rows, full softmax beside NCE with 4,096 negatives. */
import { Command } from 'commander'
import { createOnnxEngine } from '../src/core/engines/onnx/engine.ts'
import { Batches } from '../src/core/learning/batches.ts'
import { initialState } from '../src/core/learning/encoder-weights.ts'
import type { Objective } from '../src/core/learning/engine.ts'
import { MemoryBank } from '../src/core/learning/memory-bank.ts'
import { Random } from '../src/core/learning/random.ts'
import { defaultRecipe, engineConfig } from '../src/core/learning/recipe.ts'
import type { TrainingPhotos } from '../src/core/learning/training-photos.ts'
import { median, printMachine } from './measure.ts'

const pixelSize = 96
const { batchSize, imageSize } = defaultRecipe

export const rowsBench = () =>
  new Command('rows').description('time of a training step and memory by bank rows').action(async () => {
    printMachine()
    console.log(`half-width ResNet-18, ${imageSize} px, ${batchSize} photos a step\n`)
    for (const rowCount of [1000, 10_000, 100_000, 1_000_000]) {
      for (const objective of ['softmax', 'nce'] as const) await stepAt(rowCount, objective)
    }
  })

async function stepAt(rowCount: number, objective: Objective): Promise<void> {
  const recipe = { ...defaultRecipe, objective, bankWeight: 1 }
  const config = engineConfig(recipe, pixelSize)
  const engine = await createOnnxEngine(config, initialState(config, new Random(1)))
  const random = new Random(4)
  const photos = noisePhotos(rowCount)
  const bank = MemoryBank.random(rowCount, config.embeddingSize, random)
  const batches = new Batches(recipe, photos, random, rowCount)
  const timesMs: number[] = []
  for (let step = 0; step < 24; step++) {
    const startedMs = performance.now()
    const { rows, ...views } = batches.next()
    const { embeddings } = await engine.trainStep({
      ...views,
      instances: rows,
      bank: bank.rows,
      partition: rowCount,
      learningRate: 0.001,
    })
    bank.update(rows, embeddings, 0.5)
    if (step >= 4) timesMs.push(performance.now() - startedMs)
  }
  const memory = (process.memoryUsage.rss() / 2 ** 20).toFixed(0)
  console.log(
    `${String(rowCount).padStart(9)} rows, ${objective.padEnd(7)} ${median(timesMs).toFixed(1).padStart(7)} ms a step, ${memory} MB`,
  )
  await engine.dispose()
}

/** What they show does not change what a step costs. */
function noisePhotos(count: number): TrainingPhotos {
  const sides = new Uint8Array(count).fill(1)
  return { count, pixelSize, widths: sides, heights: sides, readPixels: (_, target) => target.fill(99) }
}
