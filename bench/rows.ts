/** npm run bench -- rows: time of a training step by bank rows, full softmax beside NCE with 4,096 negatives. */
import { Command } from 'commander'
import { createOnnxEngine } from '../src/core/engines/onnx/engine.ts'
import { allocateViews, centreView } from '../src/core/learning/augmentation.ts'
import { initialState } from '../src/core/learning/backbone.ts'
import type { Objective, TrainingBatch } from '../src/core/learning/engine.ts'
import { MemoryBank } from '../src/core/learning/memory-bank.ts'
import { Random } from '../src/core/learning/random.ts'
import { defaultRecipe, engineConfig } from '../src/core/learning/recipe.ts'
import { median, printMachine } from './measure.ts'

const pixelSize = 96
const { batchSize, imageSize, negativeCount } = defaultRecipe

export const rowsBench = () =>
  new Command('rows').description('time of a training step and memory by bank rows').action(async () => {
    printMachine()
    console.log(`half-width ResNet-18, ${imageSize} px, batch ${batchSize}\n`)
    for (const rowCount of [1000, 10_000, 100_000, 1_000_000]) {
      for (const objective of ['softmax', 'nce'] as const) await stepAt(rowCount, objective)
    }
  })

async function stepAt(rowCount: number, objective: Objective): Promise<void> {
  const config = engineConfig({ ...defaultRecipe, objective }, pixelSize)
  const engine = await createOnnxEngine(config, initialState(config, new Random(1)))
  const random = new Random(4)
  const views = allocateViews(batchSize, imageSize, pixelSize)
  for (let b = 0; b < batchSize; b++) centreView(views, b, { imageSize, pixelSize })
  const bank = MemoryBank.random(rowCount, config.embeddingSize, random)
  const draw = () => Int32Array.from({ length: batchSize * negativeCount }, () => random.integer(rowCount))
  const timesMs: number[] = []
  for (let step = 0; step < 24; step++) {
    const startedMs = performance.now()
    const batch: TrainingBatch = {
      ...views,
      pixels: new Uint8Array(batchSize * pixelSize ** 2 * 3),
      instances: Int32Array.from({ length: batchSize }, (_, b) => b % (batchSize / 2)),
      bank: bank.rows,
      negatives: objective === 'nce' ? draw() : undefined,
      partition: rowCount,
      learningRate: 0.001,
    }
    const { embeddings } = await engine.trainStep(batch)
    bank.update(batch.instances, embeddings, 0.5)
    if (step >= 4) timesMs.push(performance.now() - startedMs)
  }
  const memory = (process.memoryUsage.rss() / 2 ** 20).toFixed(0)
  console.log(`${String(rowCount).padStart(9)} rows, ${objective.padEnd(7)} ${median(timesMs).toFixed(1).padStart(7)} ms a step, ${memory} MB`)
  await engine.dispose()
}
