/**
 * Scores encoder and baselines on a folder tree whose folder names are the labels (DIR/train/<class>/ and
 * DIR/test/<class>/, or DIR/<class>/ split by content hash). Labels are never shown to training.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TrainingOptions } from '../../shared/domain.ts'
import { SemblanceError } from '../../shared/errors.ts'
import { PIXEL_SIZE } from '../imaging/pixels.ts'
import { initialState } from '../learning/backbone.ts'
import { Random } from '../learning/random.ts'
import { engineConfig, resolveRecipe, type TrainingRecipe } from '../learning/recipe.ts'
import { loadEncoder } from '../learner/checkpoint.ts'
import { scoreLabelShare, type LabelShareScores } from './label-share.ts'
import { readLabelledTree, trainingPhotos } from './labelled-tree.ts'
import type { LearnerProgress, RunBudget } from '../learner/protocol.ts'
import { runTraining } from '../learner/run.ts'
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

/** Throws FOLDER_NOT_FOUND, NO_PHOTOS (fewer than two classes or photos), and what training throws. */
export async function evaluateFolder(options: EvaluationOptions): Promise<Evaluation> {
  const { dir, heldOut = 'test', onProgress, labelShares = [] } = options
  const { train, test, classes, unreadable } = await readLabelledTree(dir, heldOut, (share) => onProgress?.('Reading photos', share))
  const split = { train, test }
  const recipe = resolveRecipe({ ...options.recipe, ...options.options }, train.pixels.length)
  const untrained = initialState(engineConfig(recipe, PIXEL_SIZE), new Random(recipe.seed))
  const { encoder: untrainedEncoder } = await scoreEncoder(split, recipe, untrained)
  const { state, curve, trainingSeconds, imagesPerSecond } = await learn(options, split, recipe)
  onProgress?.('Scoring', 1)
  const shares: LabelShareScores[] = []
  for (const share of labelShares) {
    onProgress?.(`Fine-tuning on ${(share * 100).toFixed(0)} % of the labels`, shares.length / labelShares.length)
    shares.push(await scoreLabelShare(share, state, split, recipe))
  }
  return {
    ...(await scoreEncoder(split, recipe, state)),
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

async function learn({ options = {}, starterPath = null, budget, curveMinutes = [], onProgress }: EvaluationOptions, split: Split, recipe: TrainingRecipe) {
  const modelDir = mkdtempSync(join(tmpdir(), 'semblance-evaluate-'))
  const curve: Evaluation['curve'] = []
  try {
    const result = await runTraining({
      modelDir,
      photos: trainingPhotos(split.train),
      recipe,
      starterPath,
      budget,
      engine: options.engine ?? 'auto',
      device: options.device ?? 'auto',
      control: { whileAllowed: () => Promise.resolve(), ending: () => null },
      onProgress: (detail) => onProgress?.('Learning', detail.progress, detail),
      onCheckpoint: () => {},
      looks: {
        atMinutes: curveMinutes,
        look: async (minutes, state) => void curve.push({ minutes, scores: (await scoreEncoder(split, recipe, state)).encoder }),
      },
    })
    if (!result) throw new SemblanceError('LEARNER_FAILED', 'The training run ended early.')
    const { state } = loadEncoder(result.encoderPath)
    return { state, curve, trainingSeconds: result.trainingSeconds, imagesPerSecond: result.imagesPerSecond }
  } finally {
    rmSync(modelDir, { recursive: true, force: true })
  }
}
