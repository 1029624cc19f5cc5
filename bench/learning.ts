/**
 * npm run bench -- learning: what is learnt, on several unlike libraries in one run. Rows are what one could search by
 * (baselines, the starter, recipes after so many minutes), columns are libraries, each with weighted kNN and with five
 * labels a class; last the mean and the worst gain over the best baseline. A choice is made on all of them or not at
 * all. Beside what was learnt stands what the app's check, which sees no label, makes of it and the starter, and how
 * often it was right.
 */
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Command, Option } from 'commander'
import { PIXEL_SIZE } from '../src/core/imaging/pixels.ts'
import { initialState } from '../src/core/learning/encoder-weights.ts'
import type { EngineState } from '../src/core/learning/engine.ts'
import type { EmbeddingScores } from '../src/core/search/embedding-scores.ts'
import { isFit, type ViewComparison } from '../src/core/search/model-check.ts'
import { Random } from '../src/core/learning/random.ts'
import {
  engineConfig,
  largeViewCount,
  mostVisits,
  paperRecipe,
  resolveRecipe,
  smallViewCountOf,
  type TrainingRecipe,
} from '../src/core/learning/recipe.ts'
import { loadEncoder } from '../src/core/learner/checkpoint.ts'
import type { RunBudget } from '../src/core/learner/protocol.ts'
import { runTraining } from '../src/core/learner/run.ts'
import {
  readLabelledFiles,
  readLabelledTree,
  trainingPhotos,
  type LabelledFile,
} from '../src/core/evaluation/labelled-tree.ts'
import { scoreBaselines, scoreEmbeddings, type Split } from '../src/core/evaluation/scoring.ts'
import { listed, printMachine } from './measure.ts'

interface Options {
  library: string[]
  minutes: number[]
  seeds: number[]
  rows: RowName[]
  most?: number
  rate?: number
}

const rowNames = ['baselines', 'starter', 'adapted', 'scratch', 'paper'] as const
type RowName = (typeof rowNames)[number]
/** By library. */
type Row = Map<string, EmbeddingScores>

/** What was learnt beside the starter: kNN's gain, [-1, 1], and what the check saw. */
interface Judged {
  gain: number
  views: ViewComparison
}

const recipes: Record<Exclude<RowName, 'baselines' | 'starter'>, Partial<TrainingRecipe>> = {
  adapted: { start: 'starter' },
  scratch: { start: 'scratch' },
  paper: paperRecipe,
}
const starterPath = fileURLToPath(new URL('../resources/starter/encoder.safetensors', import.meta.url))
const starterRow = 'starter as it is'
const baselines = ['colour histogram', 'raw pixels', 'untrained encoder']

export const learningBench = () =>
  new Command('learning')
    .description('kNN and five labels a class on several labelled libraries, before and after so many minutes')
    .requiredOption(
      '--library <dirs...>',
      "folder trees: DIR/train/<class>/ beside validation/ or test/, DIR/<class>/, or Tiny ImageNet's val/",
    )
    .option('--minutes <n...>', 'how long to learn', listed)
    .option('--seeds <n...>', 'seeds of what is learnt', listed)
    .option('--most <n>', 'photos of a class to learn from; a fifth of that is held out', Number)
    .option(
      '--rate <n>',
      'for a machine with other work: a minute is what it learns alone at so many images of 64 px a second',
      Number,
    )
    .addOption(new Option('--rows <names...>', 'what to compare').choices(rowNames).default(rowNames))
    .action(async ({ library, minutes = [2], seeds = [1], rows, most, rate }: Options) => {
      printMachine()
      const table = new Map<string, Row>()
      const judged: Judged[] = []
      for (const dir of library) {
        const split = await readSplit(dir, most)
        console.log(
          `${basename(dir)}: ${split.train.classes.length} photos to learn from, ${split.test.classes.length} held out`,
        )
        await scoreLibrary(split, { minutes, seeds, rows, rate }, (name, scores, views) => {
          table.set(name, (table.get(name) ?? new Map()).set(basename(dir), scores))
          console.log(
            `  ${name.padEnd(28)} kNN ${percent(scores.knn)}   5 labels ${percent(scores.fewShot[5])}${views ? checkInWords(views) : ''}`,
          )
          if (views) judged.push({ gain: scores.knn - table.get(starterRow)!.get(basename(dir))!.knn, views })
        })
      }
      printTable(
        table,
        library.map((dir) => basename(dir)),
      )
      printChecks(judged)
    })

export async function readSplit(dir: string, most = Infinity): Promise<Split> {
  if (existsSync(join(dir, 'val_annotations.txt'))) return tinyImagenet(dir)
  const heldOut = existsSync(join(dir, 'validation')) ? 'validation' : 'test'
  return readLabelledTree(dir, heldOut, () => {}, { train: most, test: most / 5 })
}

/**
 * Ten classes of Tiny ImageNet's validation images, evenly of its 200; the starter learnt from its training images
 * only.
 */
function tinyImagenet(dir: string): Promise<Split> {
  const lines = readFileSync(join(dir, 'val_annotations.txt'), 'utf8').trim().split('\n')
  const named = lines.map((line) => line.split('\t')).map(([name, kind]) => ({ path: join(dir, 'images', name), kind }))
  const chosen = [...new Set(named.map(({ kind }) => kind))].sort().filter((_, i) => i % 20 === 5)
  const files = named
    .filter(({ kind }) => chosen.includes(kind))
    .map(({ path, kind }): LabelledFile => ({ part: 'all', path, label: chosen.indexOf(kind) }))
  return readLabelledFiles(files, () => {})
}

type OnScores = (name: string, scores: EmbeddingScores, views?: ViewComparison | null) => void

async function scoreLibrary(
  split: Split,
  { minutes, seeds, rows, rate }: Omit<Options, 'library' | 'most'>,
  tell: OnScores,
): Promise<void> {
  const untrained = resolveRecipe({ start: 'scratch' }, split.train.pixels.length)
  if (rows.includes('baselines')) {
    const { colourHistogram, rawPixels } = scoreBaselines(split)
    tell('colour histogram', colourHistogram)
    tell('raw pixels', rawPixels)
    tell(
      'untrained encoder',
      await scoreEmbeddings(
        split,
        untrained,
        initialState(engineConfig(untrained, PIXEL_SIZE), new Random(untrained.seed)),
      ),
    )
  }
  const shipped = resolveRecipe({}, split.train.pixels.length)
  const starter = rows.includes('starter') ? await learn(split, shipped, { minutes: 0 }) : null
  if (starter) tell(starterRow, await scoreEmbeddings(split, shipped, starter.state))
  for (const name of rows) {
    if (name === 'baselines' || name === 'starter') continue
    for (const budget of minutes) {
      for (const seed of seeds) {
        const recipe = resolveRecipe({ ...recipes[name], seed }, split.train.pixels.length)
        const { state, views } = await learn(
          split,
          recipe,
          budgetOf(recipe, budget, split.train.pixels.length, rate),
          starter?.encoderPath,
        )
        tell(
          `${name}, ${budget} min${seeds.length > 1 ? `, seed ${seed}` : ''}`,
          await scoreEmbeddings(split, recipe, state),
          views,
        )
      }
    }
  }
}

/** The clock's minutes, or as many photos as they stand for at this rate, but as in the app no more than are of use. */
function budgetOf(recipe: TrainingRecipe, minutes: number, photoCount: number, rate?: number): RunBudget {
  if (rate === undefined) return { minutes }
  const imagesPerPhoto =
    largeViewCount(recipe) + smallViewCountOf(recipe) * (recipe.smallImageSize / recipe.imageSize) ** 2
  const epochs = (minutes * 60 * rate) / imagesPerPhoto / photoCount
  return { epochs: recipe.start === 'starter' ? Math.min(epochs, mostVisits) : epochs }
}

interface Learnt {
  state: EngineState
  /** [N, D], of the photos to learn from. */
  embeddings: Float32Array
  encoderPath: string
  views: ViewComparison | null
}

/** As the app learns; compared with the encoder in use where there is one. */
export async function learn(
  split: Split,
  recipe: TrainingRecipe,
  budget: RunBudget,
  encoderInUse?: string,
): Promise<Learnt> {
  const modelDir = mkdtempSync(join(tmpdir(), 'semblance-bench-'))
  process.on('exit', () => rmSync(modelDir, { recursive: true, force: true }))
  const result = await runTraining({
    modelDir,
    photos: trainingPhotos(split.train),
    recipe,
    starterPath,
    encoderInUse,
    budget,
    engine: 'onnx',
    device: 'cpu',
    control: { whileAllowed: () => null, ending: () => null },
    onProgress: () => {},
    onCheckpoint: () => {},
  })
  const { embeddings, encoderPath, views } = result!
  return { state: loadEncoder(encoderPath).state, embeddings, encoderPath, views }
}

const checkInWords = (views: ViewComparison): string =>
  `   check ${percent(views.now.share)}, starter ${percent(views.before.share)}: ${isFit(views) ? 'used' : 'refused'}`

/** How often the check says better or worse as kNN does. */
function printChecks(judged: Judged[]): void {
  if (judged.length === 0) return
  const isRight = ({ gain, views }: Judged) => (views.now.share - views.before.share) * gain > 0
  for (const [name, least] of [
    ['all', 0],
    ['those 1.5 points of kNN apart or more', 0.015],
  ] as const) {
    const counted = judged.filter(({ gain }) => Math.abs(gain) >= least)
    console.log(
      `The check agrees with kNN on ${counted.filter(isRight).length} of ${counted.length} models beside the starter (${name}).`,
    )
  }
}

const percent = (share: number) => (share * 100).toFixed(1).padStart(5)

function printTable(table: Map<string, Row>, libraries: string[]): void {
  const cells = (values: string[]) => values.map((value) => value.padStart(15)).join('')
  const gains = ['mean gain', 'worst gain']
  console.log(`\nkNN / 5 labels, %; gains in points over the best of ${baselines.join(', ')}\n`)
  console.log(' '.repeat(28) + cells([...libraries, ...gains]))
  for (const [name, row] of table) {
    const scores = libraries
      .map((library) => row.get(library))
      .map((found) => (found ? `${percent(found.knn)} /${percent(found.fewShot[5])}` : ''))
    console.log(name.padEnd(28) + cells([...scores, ...gainsOf(row, table, libraries)]))
  }
}

/** Mean and worst gain over the libraries that have both; empty without baselines. */
function gainsOf(row: Row, table: Map<string, Row>, libraries: string[]): string[] {
  const best = (library: string, score: (scores: EmbeddingScores) => number) =>
    Math.max(...baselines.flatMap((name) => table.get(name)?.get(library) ?? []).map(score))
  const known = libraries.filter(
    (library) => row.has(library) && baselines.some((name) => table.get(name)?.has(library)),
  )
  if (known.length === 0) return []
  const gains = [(scores: EmbeddingScores) => scores.knn, (scores: EmbeddingScores) => scores.fewShot[5]].map((score) =>
    known.map((library) => 100 * (score(row.get(library)!) - best(library, score))),
  )
  const signed = (value: number) => `${value < 0 ? '' : '+'}${value.toFixed(1)}`
  return [
    gains.map((each) => signed(each.reduce((a, b) => a + b) / each.length)).join(' / '),
    gains.map((each) => signed(Math.min(...each))).join(' / '),
  ]
}
