/** semblance evaluate --data DIR --minutes N */
import { resolve } from 'node:path'
import { Option } from 'commander'
import type { EmbeddingScores } from '../../core/learning/evaluation.ts'
import { paperRecipe } from '../../core/learning/recipe.ts'
import { evaluateFolder } from '../../core/services/evaluation.ts'
import { backboneNames, type TrainingOptions } from '../../shared/domain.ts'
import { duration, endProgress, newCommand, positive, print, showProgress, starterPath, type CommonOptions } from '../shared.ts'

type Options = CommonOptions & TrainingOptions & { data: string; minutes: number; heldOut: 'test' | 'validation'; recipe: 'semblance' | 'paper' }

export const evaluateCommand = () =>
  newCommand('evaluate', 'score the encoder on a folder tree whose folder names are the labels, beside baselines')
    .requiredOption('--data <dir>', 'DIR/train/<class>/ and DIR/test/<class>/, or DIR/<class>/')
    .requiredOption('--minutes <n>', 'how long to learn first', positive('number'))
    .addOption(new Option('--backbone <name>', 'network').choices(backboneNames))
    .addOption(new Option('--objective <name>', 'full softmax, or NCE with sampled negatives').choices(['softmax', 'nce']))
    .addOption(new Option('--device <name>', 'processor to use').choices(['auto', 'cpu', 'webgpu', 'dml']))
    .addOption(new Option('--start <from>', 'from the encoder that ships with the app, or from nothing').choices(['starter', 'scratch']).default('scratch'))
    .addOption(new Option('--recipe <name>', 'how to learn: ours, or the paper as it is written').choices(['semblance', 'paper']).default('semblance'))
    .addOption(new Option('--held-out <part>', 'folder beside train/ to score: choose settings on validation, report test').choices(['test', 'validation']).default('test'))
    .addOption(new Option('--seed <n>', 'seed of all randomness').argParser(Number))
    .action(async ({ data, minutes, heldOut, recipe, catalogue: _catalogue, json, ...options }: Options) => {
      const evaluation = await evaluateFolder({
        dir: resolve(data),
        budget: { minutes },
        options,
        heldOut,
        recipe: recipe === 'paper' ? paperRecipe : {},
        starterPath,
        onProgress: (phase, progress, detail) => {
          const rate = detail ? `, ${detail.imagesPerSecond.toFixed(0)} images/s, ${duration(detail.remainingMs)}` : ''
          showProgress(`${phase}: ${(progress * 100).toFixed(0)} %${rate}`)
        },
      }).finally(endProgress)
      const { encoder, encoderAndColour, untrainedEncoder, colourHistogram, rawPixels } = evaluation
      const table = tableOf({ encoder, 'encoder and colour': encoderAndColour, 'untrained encoder': untrainedEncoder, 'colour histogram': colourHistogram, 'raw pixels': rawPixels })
      const { trainCount, testCount, trainingSeconds, imagesPerSecond } = evaluation
      const heading = `${trainCount} photos as bank, ${testCount} held out; ${trainingSeconds.toFixed(0)} s of training at ${imagesPerSecond.toFixed(0)} images/s`
      print({ json, catalogue: '' }, evaluation, `${heading}\n${table}`)
    })

function tableOf(rows: Record<string, EmbeddingScores>): string {
  const percent = (share: number) => `${(share * 100).toFixed(1)} %`.padStart(12)
  const heads = ['kNN (k=20)', 'nearest', 'prec. at 10', '1 label', '5 labels', '20 labels'].map((head) => head.padStart(12)).join('')
  const lines = Object.entries(rows).map(([name, { knn, nearest, precisionAt10, fewShot }]) =>
    name.padEnd(20) + [knn, nearest, precisionAt10, fewShot[1], fewShot[5], fewShot[20]].map(percent).join(''))
  return [' '.repeat(20) + heads, ...lines].join('\n')
}
