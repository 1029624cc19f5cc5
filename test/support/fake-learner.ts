/**
 * A learner process that learns nothing and does as `learner.json` in the catalogue's folder says, read with every
 * request; each run is a line in `learner.log` there: its number of photos. For tests of the core's side alone.
 */
import { appendFileSync, existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { LearnerReply, LearnerRequest, TrainingRun } from '../../src/core/learner/protocol.ts'

export interface FakeBehaviour {
  /**
   * What comes of a run: by default a model whose photos are apart. 'short' misses a photo, 'wait' takes a 'finish',
   * which 'deaf' leaves for later, 'unlearnt' takes no step; in 'shots' three photos after each other are alike.
   */
  run?: 'fit' | 'shots' | 'collapsed' | 'not finite' | 'short' | 'wait' | 'deaf' | 'unlearnt' | 'fail'
  embedding?: 'works' | 'fails'
  embedDelayMs?: number
}

const embeddingSize = 128
let waiting: TrainingRun | null = null

const reply = (message: LearnerReply): void => void process.send?.(message)

function behaviour(dir: string): FakeBehaviour {
  const path = join(dir, 'learner.json')
  return existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as FakeBehaviour) : {}
}

/** [N, D], unit rows: each photo's own axis, or the same for all. */
function rows(slots: ArrayLike<number>, valueAt: (slot: number, d: number) => number): Float32Array {
  return Float32Array.from({ length: slots.length * embeddingSize }, (_, i) =>
    valueAt(slots[Math.floor(i / embeddingSize)], i % embeddingSize),
  )
}

const apart = (slot: number, d: number) => Number(d === slot % embeddingSize)
const shots = (slot: number, d: number) =>
  Number(d === Math.floor(slot / 3)) * 0.95 + Number(d === 64 + (slot % 60)) * 0.31
const alike = (_: number, d: number) => Number(d === 0)

function train(run: TrainingRun): void {
  const isToWait = behaviour(run.pixelsDir).run === 'wait'
  appendFileSync(join(run.pixelsDir, 'learner.log'), `${run.photos.slots.length}\n`)
  const progress = {
    phase: 'Learning',
    activity: 'learning' as const,
    processor: 'none',
    step: 3,
    epoch: 1,
    progress: 0.5,
    imagesPerSecond: 10,
    photosPerSecond: 5,
    elapsedMs: 1000,
    remainingMs: 1000,
    lossCurve: [{ step: 3, loss: 2 }],
    memoryBytes: 1,
  }
  reply({ type: 'progress', modelDir: run.modelDir, progress })
  if (isToWait) waiting = run
  else finish(run)
}

function finish({ modelDir, pixelsDir, photos, budget }: TrainingRun): void {
  const { run } = behaviour(pixelsDir)
  if (run === 'fail')
    return reply({ type: 'failed', modelDir, error: { code: 'LEARNER_FAILED', message: 'No learning today.' } })
  const slots = run === 'short' ? photos.slots.slice(1) : photos.slots
  const embeddings = rows(
    slots,
    run === 'collapsed' ? alike : run === 'shots' ? shots : run === 'not finite' ? () => NaN : apart,
  )
  const trainingSeconds = budget.minutes === 0 || run === 'unlearnt' ? 0 : 1
  reply({
    type: 'done',
    modelDir,
    result: {
      embeddings,
      encoderPath: 'none',
      trainingSeconds,
      imagesPerSecond: 10,
      visitCount: 1,
      views: null,
      note: null,
    },
  })
}

/** Each region its own axis; NaN of a thumbnail that is emptied. */
function regionRows(thumbnails: string[]): Float32Array {
  const regions = thumbnails.flatMap((path) => Array(5).fill(readFileSync(path).length > 0) as boolean[])
  return rows([...regions.keys()], (region, d) => (regions[region] ? apart(region, d) : NaN))
}

async function embed(request: Extract<LearnerRequest, { type: 'embed' }>): Promise<void> {
  const { requestId, pixelsDir, slots, thumbnails } = request
  const { embedding, embedDelayMs = 0 } = behaviour(pixelsDir)
  await new Promise((next) => setTimeout(next, embedDelayMs))
  if (embedding === 'fails')
    reply({ type: 'embedFailed', requestId, error: { code: 'LEARNER_FAILED', message: 'No embedding today.' } })
  else
    reply({ type: 'embedded', requestId, embeddings: thumbnails ? regionRows(thumbnails) : rows(slots ?? [0], apart) })
}

process.on('message', (request: LearnerRequest) => {
  if (request.type === 'train') train(request.run)
  if (request.type === 'embed') void embed(request)
  const isHeard = waiting !== null && behaviour(waiting.pixelsDir).run !== 'deaf'
  if (request.type === 'finish' && isHeard) finish(waiting!)
  if ((request.type === 'finish' && isHeard) || request.type === 'cancel') waiting = null
  if (request.type === 'close') process.exit(0)
})
process.on('disconnect', () => process.exit(0))
