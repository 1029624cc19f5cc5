/** What "evaluate" found, as lines to read: a table of how photos are told apart, by the encoder and by baselines. */
import type { Evaluation } from '../core/evaluation/evaluation.ts'
import type { Scores } from '../core/evaluation/scoring.ts'
import { countOf, formatCount } from '../shared/format.ts'

export function textOf(evaluation: Evaluation): string {
  const {
    inUse,
    learntEncoder,
    starterEncoder,
    untrainedEncoder,
    colourHistogram,
    rawPixels,
    curve,
    labelShares,
    linearSvmByStage,
  } = evaluation
  const { trainCount, testCount, trainingSeconds, imagesPerSecond, unreadable } = evaluation
  const rows: [string, Scores | null][] = [
    ...curve.map(({ minutes, scores }): [string, Scores] => [`after ${minutes} min`, scores]),
    ['learnt', learntEncoder],
    ['starter as it is', starterEncoder],
    ['untrained encoder', untrainedEncoder],
    ['colour histogram', colourHistogram],
    ['raw pixels', rawPixels],
  ]
  const lines = [
    `${countOf(trainCount, 'photo')} as bank, ${formatCount(testCount)} held out; ${trainingSeconds.toFixed(0)} s of training at ${imagesPerSecond.toFixed(0)} views/s`,
    ...tableOf(rows.filter((row): row is [string, Scores] => row[1] !== null)),
    unreadable.length > 0 ? `Left out: ${countOf(unreadable.length, 'file')} that cannot be read` : '',
    starterEncoder
      ? `The app would use ${inUse === 'learnt' ? 'what was learnt' : 'the starter as it is: what was learnt does not find changed views of a photo as well'}.`
      : '',
    `Linear SVM on the features after each stage: ${linearSvmByStage.map((share) => percent(share).trim()).join(', ')}`,
    ...labelShares.map(
      ({ share, labelCount, vote, fineTuned, fromScratch }) =>
        `${percent(share)} of the labels (${labelCount}): vote ${percent(vote)}, fine-tuned ${percent(fineTuned)}, the same from scratch ${percent(fromScratch)}`,
    ),
  ]
  return lines.filter(Boolean).join('\n')
}

const percent = (share: number) => `${(share * 100).toFixed(1)} %`.padStart(7)

function tableOf(rows: [string, Scores][]): string[] {
  const cell = (text: string) => text.padStart(12)
  const heads = ['kNN (k=20)', 'nearest', 'linear SVM', 'prec. at 10', '1 label', '5 labels', '20 labels']
    .map(cell)
    .join('')
  const lines = rows.map(
    ([name, { knn, nearest, linearSvm, precisionAt10, fewShot }]) =>
      name.padEnd(20) +
      [knn, nearest, linearSvm, precisionAt10, fewShot[1], fewShot[5], fewShot[20]]
        .map((share) => cell(percent(share)))
        .join(''),
  )
  return [' '.repeat(20) + heads, ...lines]
}
