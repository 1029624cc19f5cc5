/**
 * Makes the starter encoder that ships in resources/starter: trains from scratch, without labels, on a folder of
 * images (DIR/train/<class>/; DIR/test/<class>/ only scores it), and writes the weights with how they came about.
 *   node_modules/node/bin/node scripts/make-starter.ts DIR --minutes 60 --data-name "CIFAR-10"
 */
import { createHash } from 'node:crypto'
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { resolveRecipe } from '../src/core/learning/recipe.ts'
import { scoreEncoder } from '../src/core/evaluation/scoring.ts'
import { loadEncoder } from '../src/core/learner/checkpoint.ts'
import { readLabelledTree, trainingPhotos } from '../src/core/evaluation/labelled-tree.ts'
import { runTraining } from '../src/core/learner/run.ts'

const { values, positionals } = parseArgs({
  options: { minutes: { type: 'string', default: '60' }, 'image-size': { type: 'string', default: '64' }, 'data-name': { type: 'string', default: '' } },
  allowPositionals: true,
})
if (positionals.length !== 1) {
  console.error('Usage: scripts/make-starter.ts DIR [--minutes N] [--image-size S] [--data-name NAME]')
  process.exit(2)
}
const starterDir = fileURLToPath(new URL('../resources/starter/', import.meta.url))
const { train, test } = await readLabelledTree(resolve(positionals[0]), 'test', () => {})
const recipe = { ...resolveRecipe({ imageSize: Number(values['image-size']), start: 'scratch' }, train.pixels.length), batchSize: 64, learningRate: 0.03 }
const modelDir = mkdtempSync(join(tmpdir(), 'semblance-starter-'))
let told = 0
const result = await runTraining({
  modelDir,
  photos: trainingPhotos(train),
  recipe,
  starterPath: null,
  budget: { minutes: Number(values.minutes) },
  engine: 'onnx',
  device: 'cpu',
  control: { whileAllowed: () => Promise.resolve(), ending: () => null },
  onProgress: ({ phase, progress, step, epoch, lossCurve, imagesPerSecond }) => {
    if (Date.now() - told < 30_000) return
    told = Date.now()
    console.error(`${phase}: ${(progress * 100).toFixed(0)} %, step ${step}, epoch ${epoch}, loss ${lossCurve.at(-1)?.loss.toFixed(3)}, ${imagesPerSecond.toFixed(0)} images/s`)
  },
  onCheckpoint: () => {},
})
if (!result) throw new Error('The run ended early.')
mkdirSync(starterDir, { recursive: true })
copyFileSync(result.encoderPath, join(starterDir, 'encoder.safetensors'))
const fingerprint = createHash('sha256')
for (const pixels of train.pixels) fingerprint.update(pixels)
const { knn, nearest, fewShot } = (await scoreEncoder({ train, test }, recipe, loadEncoder(result.encoderPath).state)).encoder
const { trainingSeconds, imagesPerSecond } = result
const about = {
  data: { name: values['data-name'], photoCount: train.pixels.length, pixelsSha256: fingerprint.digest('hex') },
  recipe,
  trainingSeconds: Math.round(trainingSeconds),
  imagesPerSecond: Math.round(imagesPerSecond),
  scoresOnItsTestImages: { knn, nearest, fewShot },
  madeBy: `scripts/make-starter.ts DIR --minutes ${values.minutes} --image-size ${values['image-size']}`,
}
writeFileSync(join(starterDir, 'about.json'), `${JSON.stringify(about, null, 2)}\n`)
rmSync(modelDir, { recursive: true })
console.log(JSON.stringify(about.scoresOnItsTestImages))
process.exit(0)
