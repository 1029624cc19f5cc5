/**
 * Regions of photos as the model in use sees them, a few photos at a time where nothing else is to be done: it waits
 * for new photos, for learning, for the times at which that may run, and for who paused it. What is made is kept, so a
 * pass that was cut short goes on from there; another model in use begins anew.
 */
import type { TrainingStatus } from '../../shared/domain.ts'
import { encoderPath } from '../learner/checkpoint.ts'
import type { Catalogue } from '../store/catalogue.ts'
import type { LearnerClient } from './learner-client.ts'
import { isInUse, keepRows } from './keep-rows.ts'

export interface RegionEmbedderDependencies {
  catalogue: Catalogue
  pixelsDir: string
  modelDir(modelVersion: number): string
  learner: Pick<LearnerClient, 'embed'>
  /** Path of a photo's thumbnail. Rejects where there is none to be had. */
  thumbnailOf(photoId: number): Promise<string>
  /** Nothing that matters more is going on; `isAsked` where a person waits for regions. */
  mayGoOn(isAsked: boolean): boolean
  /** Null while nothing is to be done, or it waits for what matters more. */
  onProgress(progress: TrainingStatus['regions']): void
  /** There were some to be made, and all are there now. */
  onEmbedded(): void
  onFailed(error: unknown): void
}

/** Photos whose regions a model has not seen. */
interface Unseen {
  modelVersion: number
  embeddingSize: number
  photoIds: number[]
}

/** About a second's work: an image that somebody searches by waits for no more. */
const mostOfAChunk = 32
const lookIntervalMs = 2000

export type RegionEmbedder = ReturnType<typeof createRegionEmbedder>

export function createRegionEmbedder(dependencies: RegionEmbedderDependencies) {
  const { catalogue, pixelsDir, modelDir, learner, thumbnailOf, mayGoOn, onProgress, onEmbedded, onFailed } =
    dependencies
  const { models, photos } = catalogue
  let pass: Promise<void> | null = null
  let [isAsked, isPaused, isClosed] = [false, false, false]
  let askedCount = 0
  let wake = (): void => {}
  /** Photos without a thumbnail that can be read, until the next pass. */
  const leftOut = new Set<number>()

  async function unseen(): Promise<Unseen | null> {
    const model = models.active()
    if (!model?.encoderPath || isClosed) return null
    const missing = await models.photosWithoutRegions(model.modelVersion)
    const photoIds = missing.filter((photoId) => !leftOut.has(photoId))
    return photoIds.length > 0 ? { ...model, photoIds } : null
  }

  /** What came while photos were looked up may have been passed by: it is asked for then, and they are again. */
  async function run(): Promise<void> {
    let doneCount = 0
    leftOut.clear()
    for (;;) {
      const asked = askedCount
      const some = await unseen()
      if (!some && (isClosed || asked === askedCount)) break
      if (some) doneCount = await embedThese(some, doneCount)
    }
    if (doneCount > 0 && !isClosed) onEmbedded()
  }

  /** Returns how many photos the pass is through with by then. */
  async function embedThese(some: Unseen, before: number): Promise<number> {
    const { photoIds } = some
    let doneCount = before
    for (let from = 0; from < photoIds.length; from += mostOfAChunk) {
      const totalCount = doneCount + photoIds.length - from
      if (!(await allowed({ doneCount, totalCount })) || !isInUse(catalogue, some.modelVersion)) break
      doneCount += await embedChunk(some, photoIds.slice(from, from + mostOfAChunk))
    }
    return doneCount
  }

  /** Waits until it may go on; false where it may not any more. */
  async function allowed(counts: { doneCount: number; totalCount: number }): Promise<boolean> {
    for (;;) {
      const mayRun = mayGoOn(isAsked)
      onProgress(mayRun ? { ...counts, isPaused } : null)
      if (isClosed || (mayRun && !isPaused)) return !isClosed
      await aWhile()
    }
  }

  const aWhile = () =>
    new Promise<void>((done) => {
      const timer = setTimeout(done, lookIntervalMs).unref()
      wake = () => (clearTimeout(timer), done())
    })

  /** Returns how many photos it is through with. */
  async function embedChunk(some: Unseen, asked: number[]): Promise<number> {
    const { modelVersion, embeddingSize } = some
    const slotOf = new Map(asked.map((photoId) => [photoId, photos.pixelSlot(photoId)]))
    const [photoIds, thumbnails] = await withThumbnails(asked)
    if (photoIds.length === 0) return asked.length
    const encoder = encoderPath(modelDir(modelVersion))
    const rows = await learner.embed({ encoderPath: encoder, pixelsDir, slots: null, pixels: null, thumbnails })
    const size = rows.length / photoIds.length
    photoIds.forEach((photoId, at) => Number.isNaN(rows[at * size]) && leftOut.add(photoId))
    const slots = photoIds.map((photoId) => slotOf.get(photoId) ?? null)
    keepRows(catalogue, { modelVersion, photoIds, slots, rows, leftOut }, (ids, kept) =>
      models.addRegions(modelVersion, ids, kept, embeddingSize),
    )
    return asked.length
  }

  async function withThumbnails(asked: number[]): Promise<[photoIds: number[], thumbnails: string[]]> {
    const paths = await Promise.all(asked.map((photoId) => thumbnailOf(photoId).catch(() => null)))
    asked.forEach((photoId, at) => paths[at] === null && leftOut.add(photoId))
    return [asked.filter((_, at) => paths[at] !== null), paths.filter((path) => path !== null)]
  }

  function embed(): Promise<void> {
    askedCount++
    return (pass ??= run()
      .catch((error: unknown) => {
        isAsked = false
        throw error
      })
      .finally(() => {
        pass = null
        onProgress(null)
      }))
  }

  return {
    /** Resolves when the regions of every photo are there. Throws LEARNER_FAILED, DISK_FULL. */
    embed,
    /** The same where nobody waits; a pass that goes on looks again at its end. */
    embedInBackground: (): void => void embed().catch(onFailed),
    /** A person searches by a region: they are wanted from now on, whenever learning may run. */
    ask: (): void => {
      if (isAsked) return
      isAsked = true
      wake()
      void embed().catch(onFailed)
    },
    isUnderWay: (): boolean => pass !== null,
    pause: (): void => void (isPaused = pass !== null),
    resume: (): void => {
      isPaused = false
      wake()
    },
    close: async (): Promise<void> => {
      isClosed = true
      wake()
      await pass?.catch(() => {})
    },
  }
}
