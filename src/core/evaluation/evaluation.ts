/**
 * Scores encoder and baselines on a folder tree whose folder names are the labels (DIR/train/<class>/ and
 * DIR/test/<class>/, or DIR/<class>/ split by content hash). Labels are never shown to training.
 */
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { TrainingOptions } from '../../shared/domain.ts'
import { SemblanceError } from '../../shared/errors.ts'
import { PIXEL_SIZE } from '../imaging/pixels.ts'
import { initialState } from '../learning/encoder-weights.ts'
import type { EngineState } from '../learning/engine.ts'
import { isFit } from '../search/model-check.ts'
import { Random } from '../learning/random.ts'
import { engineConfig, resolveRecipe, type TrainingRecipe } from '../learning/recipe.ts'
import { loadEncoder } from '../learner/checkpoint.ts'
import { scoreLabelShare, type LabelShareScores } from './label-share.ts'
import { readLabelledTree, trainingPhotos } from './labelled-tree.ts'
import type { LearnerProgress, LearnerResult, RunBudget } from '../learner/protocol.ts'
import { runTraining } from '../learner/run.ts'
import type { RunOptions } from '../learner/run-options.ts'
import { removed, temporaryFolder } from '../tools/temporaries.ts'
import { scoreColour, scoreEncoder, scorePixels, type EncoderScores, type Scores, type Split } from './scoring.ts'

export interface EvaluationOptions {
  dir: string
  budget: RunBudget
  options?: TrainingOptions
  /** Changes to the recipe; what the options name goes first. */
  recipe?: Partial<TrainingRecipe>
  starterPath?: string | null
  /** Which folder beside `train` is scored; choose settings on `validation`, report `test`. */
  heldOut?: 'test' | 'validation'
  /** Also score the encoder after so many minutes of training. */
  curveMinutes?: number[]
  /** Also fine-tune on these shares of the labels, (0, 1]. */
  labelShares?: number[]
  onProgress?(phase: string, progress: number, detail?: LearnerProgress): void
}

export interface Evaluation extends EncoderScores {
  /** `encoder` is what the app would have in use: what was learnt, or the starter where its check refuses that. */
  inUse: 'learnt' | 'starter'
  /** After learning, whatever the check says of it. */
  learntEncoder: Scores
  /** Before learning; null where it starts from nothing. */
  starterEncoder: Scores | null
  /** Random weights, seen and searched the same way. */
  untrainedEncoder: Scores
  colourHistogram: Scores
  rawPixels: Scores
  /** The encoder on the way, as asked for. */
  curve: { minutes: number; scores: Scores }[]
  labelShares: LabelShareScores[]
  trainingSeconds: number
  imagesPerSecond: number
  trainCount: number
  testCount: number
  classes: string[]
  /** Files that could not be read, left out. */
  unreadable: string[]
  recipe: TrainingRecipe
}

/** Throws what reading the tree and training throw. */
export async function evaluateFolder(options: EvaluationOptions): Promise<Evaluation> {
  const { dir, heldOut = 'test', onProgress, labelShares = [] } = options
  const { train, test, classes, unreadable } = await readLabelledTree(dir, heldOut, (share) =>
    onProgress?.('Reading photos', share),
  )
  const split = { train, test }
  const recipe = resolveRecipe({ ...options.recipe, ...options.options }, train.pixels.length)
  const untrained = initialState(engineConfig(recipe, PIXEL_SIZE), new Random(recipe.seed))
  onProgress?.('Scoring without learning', 0)
  const { encoder: untrainedEncoder } = await scoreEncoder(split, recipe, untrained)
  const { starter, learnt, views, curve, trainingSeconds, imagesPerSecond } = await inTemporaryFolder((dir) =>
    learn(options, split, recipe, dir),
  )
  onProgress?.('Scoring', 1)
  const scored = {
    learnt: await scoreEncoder(split, recipe, learnt),
    starter: starter && (await scoreEncoder(split, recipe, starter)),
  }
  const inUse = scored.starter && !isFit(views) ? 'starter' : 'learnt'
  const shares: LabelShareScores[] = []
  for (const share of labelShares) {
    onProgress?.(`Fine-tuning on ${(share * 100).toFixed(0)} % of the labels`, shares.length / labelShares.length)
    shares.push(await scoreLabelShare(share, learnt, split, recipe))
  }
  return {
    ...scored[inUse]!,
    inUse,
    learntEncoder: scored.learnt.encoder,
    starterEncoder: scored.starter?.encoder ?? null,
    untrainedEncoder,
    colourHistogram: scoreColour(split),
    rawPixels: scorePixels(split),
    curve,
    labelShares: shares,
    trainingSeconds,
    imagesPerSecond,
    trainCount: train.pixels.length,
    testCount: test.pixels.length,
    classes,
    unreadable,
    recipe,
  }
}

async function inTemporaryFolder<T>(work: (dir: string) => Promise<T>): Promise<T> {
  const dir = temporaryFolder('semblance-evaluate-')
  return work(dir).finally(() => removed(dir))
}

/** As in the app: a look with the starter first, then learning, which is compared with it. */
async function learn(evaluation: EvaluationOptions, split: Split, recipe: TrainingRecipe, dir: string) {
  const { starterPath = null, budget, curveMinutes = [], onProgress } = evaluation
  const curve: Evaluation['curve'] = []
  const runIn = async (name: string, change: Pick<RunOptions, 'budget' | 'encoderInUse' | 'looks'>) => {
    mkdirSync(join(dir, name))
    const result = await runTraining({
      ...runOptionsOf(evaluation, split, recipe),
      modelDir: join(dir, name),
      ...change,
    })
    if (!result) throw new SemblanceError('LEARNER_FAILED', 'The training run ended early.')
    return result
  }
  const look = async (minutes: number, state: EngineState) => {
    curve.push({ minutes, scores: (await scoreEncoder(split, recipe, state)).encoder })
    onProgress?.(`Scored after ${minutes} min`, minutes / (budget.minutes ?? minutes))
  }
  const hasStarter = recipe.start === 'starter' && starterPath !== null
  const starter = hasStarter ? await runIn('starter', { budget: { minutes: 0 } }) : null
  const result = await runIn('learnt', {
    budget,
    encoderInUse: starter?.encoderPath,
    looks: { atMinutes: curveMinutes, look },
  })
  const { views, trainingSeconds, imagesPerSecond } = result
  const stateOf = ({ encoderPath }: LearnerResult) => loadEncoder(encoderPath).state
  return {
    starter: starter && stateOf(starter),
    learnt: stateOf(result),
    views,
    curve,
    trainingSeconds,
    imagesPerSecond,
  }
}

function runOptionsOf(
  { options = {}, starterPath = null, onProgress }: EvaluationOptions,
  split: Split,
  recipe: TrainingRecipe,
): Omit<RunOptions, 'modelDir' | 'budget'> {
  return {
    photos: trainingPhotos(split.train),
    recipe,
    starterPath,
    engine: options.engine ?? 'auto',
    device: options.device ?? 'auto',
    control: { whileAllowed: () => null, ending: () => null },
    onProgress: (detail) => onProgress?.(detail.phase, detail.progress, detail),
    onCheckpoint: () => {},
  }
}
