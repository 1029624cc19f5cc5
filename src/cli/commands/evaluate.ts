/** semblance evaluate --data DIR --minutes N */
import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { Option } from 'commander'
import { learntProjection, paperRecipe } from '../../core/learning/recipe.ts'
import { backboneNames, type TrainingOptions } from '../../shared/domain.ts'
import { SemblanceError } from '../../shared/errors.ts'
import { textOf } from '../evaluation-table.ts'
import { starterPath } from '../host.ts'
import { withRecipeOptions } from '../recipe-options.ts'
import { timeLeft, endProgress, showProgress } from '../progress.ts'
import { print } from '../print.ts'
import { named, newCommand, positive, type CommonOptions } from '../shared.ts'

type Options = CommonOptions &
  TrainingOptions & {
    data: string
    minutes: number
    heldOut?: 'test' | 'validation'
    recipe: 'semblance' | 'paper'
    embedding: 'search' | 'projection'
    curve?: number[]
    fineTune?: number[]
  }

const numbers = (text: string, before: number[] = []): number[] => [...before, positive('number')(text)]

export const evaluateCommand = () =>
  withRecipeOptions(
    newCommand('evaluate', 'score the encoder on a folder tree whose folder names are the labels, beside baselines'),
  )
    .requiredOption('--data <dir>', 'DIR/train/<class>/ and DIR/test/<class>/, or DIR/<class>/', named)
    .requiredOption('--minutes <n>', 'how long to learn first', positive('number'))
    .addOption(new Option('--backbone <name>', 'network').choices(backboneNames))
    .addOption(
      new Option('--objective <name>', 'full softmax, or NCE with sampled negatives').choices([
        'softmax',
        'nce',
        'parametric',
      ]),
    )
    .addOption(new Option('--device <name>', 'processor to use').choices(['auto', 'cpu', 'webgpu', 'dml']))
    .addOption(
      new Option('--start <from>', 'from the encoder that ships with the app (the default), or from nothing').choices([
        'starter',
        'scratch',
      ]),
    )
    .addOption(
      new Option('--recipe <name>', 'how to learn: ours, or the paper as it is written')
        .choices(['semblance', 'paper'])
        .default('semblance'),
    )
    .addOption(
      new Option(
        '--embedding <kind>',
        "what is scored: the app's search space, or a projection that is learnt, as in the paper",
      )
        .choices(['search', 'projection'])
        .default('search'),
    )
    .addOption(
      new Option(
        '--held-out <part>',
        'folder beside train/ to score: choose settings on validation, report test (default: test, where there is one)',
      ).choices(['test', 'validation']),
    )
    .addOption(new Option('--curve <minutes...>', 'score the encoder on the way, too').argParser(numbers))
    .addOption(
      new Option(
        '--fine-tune <percents...>',
        'also fine-tune on such shares of the labels, as the paper does',
      ).argParser(numbers),
    )
    .action(
      async ({
        data,
        minutes,
        heldOut,
        recipe,
        embedding,
        curve,
        fineTune,
        catalogue: _catalogue,
        json,
        ...options
      }: Options) => {
        const { evaluateFolder } = await scoring()
        const evaluation = await evaluateFolder({
          dir: resolve(data),
          budget: { minutes },
          options,
          heldOut: heldOut ?? heldOutPart(resolve(data)),
          recipe: {
            ...(embedding === 'projection' ? learntProjection : {}),
            ...(recipe === 'paper' ? paperRecipe : {}),
          },
          starterPath,
          curveMinutes: curve,
          labelShares: fineTune?.map((percent) => Math.min(percent, 100) / 100),
          onProgress: (phase, progress, detail) => {
            const rate = detail ? `, ${detail.imagesPerSecond.toFixed(0)} views/s, ${timeLeft(detail.remainingMs)}` : ''
            showProgress(`${phase}: ${(progress * 100).toFixed(0)} %${rate}`)
          },
        }).finally(endProgress)
        print({ json }, evaluation, textOf(evaluation))
      },
    )

/** Throws NOT_FOUND where what only scoring needs is left out, as in the package of the desktop app. */
const scoring = () =>
  import('../../core/evaluation/evaluation.ts').catch((error: NodeJS.ErrnoException) => {
    throw error.code === 'ERR_MODULE_NOT_FOUND' ? new SemblanceError('NOT_FOUND', needsCheckout) : error
  })
const needsCheckout =
  'evaluate needs libsvm-js, which an installed Semblance leaves out. Run it from a checkout: npx semblance evaluate'

const heldOutPart = (dir: string) =>
  !existsSync(join(dir, 'test')) && existsSync(join(dir, 'validation')) ? 'validation' : 'test'
