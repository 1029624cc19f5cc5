/**
 * npm run bench -- paper: the rows of Wu et al. 2018 on CIFAR-10, as far as a processor goes. A stated part of the
 * images, a stated number of steps; figures beside the paper's in docs/learning.md.
 */
import { Command, Option } from 'commander'
import { createOnnxEngine } from '../../src/core/engines/onnx/engine.ts'
import { initialState } from '../../src/core/learning/encoder-weights.ts'
import { centredStart } from '../../src/core/learning/centred-start.ts'
import type { Engine } from '../../src/core/learning/engine.ts'
import { evaluateEmbeddings } from '../../src/core/search/embedding-scores.ts'
import { Random } from '../../src/core/learning/random.ts'
import { engineConfig, paperRecipe, resolveRecipe, type TrainingRecipe } from '../../src/core/learning/recipe.ts'
import { embedAll } from '../../src/core/learning/look.ts'
import { Trainer } from '../../src/core/learning/trainer.ts'
import type { TrainingPhotos } from '../../src/core/learning/training-photos.ts'
import { scoreLabelShare, shareOf } from '../../src/core/evaluation/label-share.ts'
import { readLabelledTree, trainingPhotos, type LabelledPhotos } from '../../src/core/evaluation/labelled-tree.ts'
import { linearSvmAccuracy } from '../../src/core/evaluation/linear-svm.ts'
import type { Split } from '../../src/core/evaluation/scoring.ts'
import { printMachine } from '../measure.ts'

interface Options {
  data: string
  photos: number
  epochs: number
  threads: number
  tables: string[]
}

interface Row {
  name: string
  recipe: Partial<TrainingRecipe>
  /** Photos to learn from; default all. */
  photoCount?: number
}

/** The paper's neighbours; its bank is five times as large. */
const neighborCount = 200
const nce = (negativeCount: number): Row => ({
  name: `NCE, m = ${negativeCount}`,
  recipe: { objective: 'nce', negativeCount },
})
const softmax: Row = { name: 'non-parametric softmax', recipe: {} }

const tables: Record<string, Row[]> = {
  objective: [
    { name: 'parametric softmax', recipe: { objective: 'parametric' } },
    softmax,
    nce(1),
    nce(10),
    nce(512),
    nce(4096),
  ],
  embedding: [32, 64, 256].map((embeddingSize) => ({
    name: `embedding of ${embeddingSize}`,
    recipe: { embeddingSize },
  })),
  size: [0.01, 0.1, 0.3].map((share) => ({ name: `${share * 100} % of the photos`, recipe: {}, photoCount: share })),
  proximal: [10, 30].map((proximalWeight) => ({
    ...nce(1),
    name: `NCE, m = 1, proximal weight ${proximalWeight}`,
    recipe: { ...nce(1).recipe, proximalWeight },
  })),
  labels: [softmax],
}
const labelShares = [0.01, 0.02, 0.05, 0.1, 0.2]

export const paperBench = () =>
  new Command('paper')
    .description("the paper's rows on CIFAR-10 (DIR/train/<class>/, DIR/test/<class>/), a part of it for some epochs")
    .requiredOption('--data <dir>', 'unpacked CIFAR-10')
    .option('--photos <n>', 'training images, evenly of all classes', Number, 10_000)
    .option('--epochs <n>', 'how often each is seen', Number, 10)
    .option('--threads <n>', 'threads of the processor', Number, 2)
    .addOption(
      new Option('--tables <names...>', 'which rows').choices(Object.keys(tables)).default(Object.keys(tables)),
    )
    .action(async (options: Options) => {
      printMachine()
      const { train, test, classes } = await readLabelledTree(options.data, 'test', () => {}, {
        train: options.photos / 10,
        test: 200,
      })
      console.log(
        `${train.classes.length} images to learn from, ${test.classes.length} held out, ${classes.length} classes; ${options.epochs} epochs\n`,
      )
      for (const table of options.tables) {
        for (const row of tables[table]) await scoreRow(row, table, { train, test }, options)
      }
    })

async function scoreRow(
  { name, recipe: changes, photoCount: share = 1 }: Row,
  table: string,
  parts: Split,
  { epochs, threads }: Options,
): Promise<void> {
  const seen = share === 1 ? parts.train : shareOf(parts.train, share, 1)
  const recipe = recipeOf(changes, seen.classes.length)
  const engine = await createOnnxEngine(
    engineConfig(recipe, 96),
    initialState(engineConfig(recipe, 96), new Random(recipe.seed)),
    { threadCount: threads },
  )
  // All rows take the same number of steps, whatever they learn from.
  const stepCount = Math.floor((epochs * parts.train.classes.length) / recipe.batchSize)
  await learn(engine, trainingPhotos(seen), recipe, stepCount)
  const state = await engine.exportState()
  const scores = await scoresOf(engine, parts, recipe)
  await engine.dispose()
  console.log(
    `${table.padEnd(10)} ${name.padEnd(34)} kNN ${percent(scores.knn)}   linear SVM ${percent(scores.svm)}   (${stepCount} steps of ${recipe.batchSize})`,
  )
  if (table !== 'labels') return
  for (const labelShare of labelShares) {
    const { labelCount, vote, fineTuned, fromScratch } = await scoreLabelShare(labelShare, state, parts, recipe)
    console.log(
      `labels     ${`${(labelShare * 100).toFixed(0)} % of the labels (${labelCount})`.padEnd(34)} vote ${percent(vote)}   fine-tuned ${percent(fineTuned)}   from scratch ${percent(fromScratch)}`,
    )
  }
}

/**
 * What the paper says but for the start, which its 200 epochs can afford to waste, and the batch, for the sake of
 * steps.
 */
function recipeOf(changes: Partial<TrainingRecipe>, photoCount: number): TrainingRecipe {
  return resolveRecipe(
    { ...paperRecipe, centredStart: true, batchSize: 64, objective: 'softmax', ...changes },
    photoCount,
  )
}

async function learn(engine: Engine, photos: TrainingPhotos, recipe: TrainingRecipe, stepCount: number): Promise<void> {
  const firstBank = await centredStart(engine, photos, recipe)
  let done = 0
  // A classifier's weights are no embeddings: it begins at random.
  const trainer = new Trainer(
    { engine, recipe, photos, progress: () => done / stepCount },
    undefined,
    recipe.objective === 'parametric' ? undefined : firstBank,
  )
  for (; done < stepCount; done++) await trainer.step()
}

async function scoresOf(
  engine: Engine,
  { train, test }: Split,
  recipe: TrainingRecipe,
): Promise<{ knn: number; svm: number }> {
  const setOf = async (part: LabelledPhotos) => ({
    rows: await embedAll(engine, trainingPhotos(part), recipe),
    classes: Int32Array.from(part.classes),
  })
  const [bank, queries] = [await setOf(train), await setOf(test)]
  const { knn } = evaluateEmbeddings(bank, queries, recipe.embeddingSize, neighborCount)
  return { knn, svm: linearSvmAccuracy(bank, queries, recipe.embeddingSize) }
}

const percent = (share: number) => `${(share * 100).toFixed(1)} %`.padStart(6)
