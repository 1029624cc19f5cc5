/** One look at a time, in a thread of its own: how far it is, its end, and what it found put into the catalogue. */
import { extname } from 'node:path'
import { setImmediate as turn } from 'node:timers/promises'
import type { Worker } from 'node:worker_threads'
import type { DuplicatesStatus } from '../../shared/domain.ts'
import { toErrorValue } from '../../shared/errors.ts'
import { endThread } from '../engines/onnx/thread-end.ts'
import { oneAnswer } from '../tools/one-answer.ts'
import type { SearchSpace } from '../search/search-space.ts'
import { shareTelling } from '../tools/share-telling.ts'
import type { Similarity } from '../search/similarity.ts'
import type { Catalogue } from '../store/catalogue.ts'
import type { LookedAt } from '../store/duplicates.ts'
import { membership } from '../store/bank.ts'
import { kept } from '../store/kept.ts'
import { takenAt } from './candidates.ts'
import type { Found, Look } from './looking-worker.ts'

export interface LookingDependencies {
  catalogue: Pick<Catalogue, 'dir' | 'duplicates' | 'models'>
  similarity: Pick<Similarity, 'space'>
  /** A look now would miss those that are still to be read. */
  arePhotosComing(): boolean
  onStatus(status: DuplicatesStatus): void
  /** A look has ended and found something or nothing. */
  onFound(): void
}

type Progress = Pick<DuplicatesStatus, 'state' | 'phase' | 'progress' | 'remainingMs' | 'error'>

const idle: Progress = { state: 'idle', phase: '', progress: 0, remainingMs: null, error: null }
const cancelled: Progress = { ...idle, state: 'cancelled', phase: 'Cancelled' }
/** Photos read from the catalogue between two turns. */
const sliceSize = 500

export function createLooking({ catalogue, similarity, arePhotosComing, onStatus, onFound }: LookingDependencies) {
  const { duplicates, models, dir } = catalogue
  let progress = idle
  const workers = new Set<Worker>()
  let job: Promise<void> | null = null
  let isCancelled = false
  /** A look was asked for while photos were coming: it is made again when all are here. */
  let isEarly = false
  const last = kept(async () => duplicates.look())
  const unseen = kept(countUnseen)

  /** Photos that came since the last look. */
  async function countUnseen(): Promise<number> {
    const isSeen = membership((await last.get())?.seenIds ?? new Int32Array())
    let count = 0
    for await (const some of everyPhoto()) count += some.filter(({ photoId }) => !isSeen(photoId)).length
    return count
  }

  async function* everyPhoto(): AsyncIterable<LookedAt[]> {
    for (let after = 0, some; (some = duplicates.lookedAt(after, sliceSize)).length > 0; after = some.at(-1)!.photoId) {
      yield some
      await turn()
    }
  }

  async function status(): Promise<DuplicatesStatus> {
    const [look, unseenCount] = [await last.get(), await unseen.get()]
    const isOfModel = look !== null && look.modelVersion === (models.active()?.modelVersion ?? null)
    return {
      ...progress,
      lookedAtMs: look?.lookedAtMs ?? null,
      unseenCount,
      isStale: !isOfModel || unseenCount > 0,
    }
  }

  function tell(change: Partial<Progress>): void {
    progress = { ...progress, ...change }
    void status().then(onStatus)
  }

  async function find(): Promise<DuplicatesStatus> {
    isEarly ||= arePhotosComing()
    if (job || !(await status()).isStale || job) return status()
    isCancelled = false
    tell({ ...idle, state: 'running', phase: 'Looking for near-duplicates' })
    job = run().finally(() => (job = null))
    void job.then(findAgain).catch(() => {})
    return status()
  }

  /** Where the last look was asked for too early and all photos can be looked at now. */
  async function findAgain(): Promise<void> {
    if (!isEarly || job || arePhotosComing()) return
    const model = models.active()
    if (model && (await models.photosWithoutEmbedding(model.modelVersion)).length > 0) return
    isEarly = false
    await find()
  }

  async function run(): Promise<void> {
    try {
      const space = await similarity.space()
      const look = await lookOf(space)
      const found = isCancelled ? null : await inThread(look)
      if (!found) return tell(cancelled)
      save(space, found)
      tell({ ...idle, state: 'done', phase: 'Looked', progress: 1 })
      onFound()
    } catch (error) {
      tell(isCancelled ? cancelled : { ...idle, state: 'failed', phase: 'Looking stopped', error: toErrorValue(error) })
    }
  }

  /** Where the pixels of each row are, and when it was taken. */
  async function lookOf({ rows, size, photoIds, rowOf }: SearchSpace): Promise<Look> {
    const slots = new Int32Array(photoIds.length)
    const takenAtMs = new Float64Array(photoIds.length).fill(NaN)
    for await (const some of everyPhoto())
      for (const { photoId, pixelSlot, capturedAtMs, dateOrigin } of some) {
        const row = rowOf.get(photoId)
        if (row === undefined) continue
        slots[row] = pixelSlot
        takenAtMs[row] = takenAt(capturedAtMs, dateOrigin)
      }
    return { rows, size, slots, takenAtMs, pixelsDir: dir }
  }

  function save({ photoIds, modelVersion }: SearchSpace, { pairs, alike }: Found): void {
    const ofPhotos = pairs.map((value, at) => (at % 3 < 2 ? photoIds[value] : value))
    duplicates.saveLook({ modelVersion, seenIds: photoIds, pairs: ofPhotos, alike })
    last.forget()
    unseen.forget()
  }

  /** Rejects with INTERNAL when the thread ends before it has answered. */
  function inThread(workerData: Look): Promise<Found> {
    const url = new URL(`./looking-worker${extname(import.meta.url)}`, import.meta.url)
    const onShare = shareTelling((told) => isCancelled || tell(told))
    return oneAnswer({ url, workerData, workers, doing: 'Looking', onShare })
  }

  async function cancel(): Promise<DuplicatesStatus> {
    isCancelled = true
    isEarly = false
    await Promise.all([...workers].map(endThread))
    await job
    return status()
  }

  return {
    status,
    find,
    cancel,
    findAgain,
    /** What the last look found; null before the first. */
    last: last.get,
    /** Photos came, went, or are in sight again. */
    forget: () => unseen.forget(),
  }
}
