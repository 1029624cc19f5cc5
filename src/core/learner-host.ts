/**
 * The learner: training and embedding, away from the catalogue and the window. Takes the requests of learner/protocol
 * one by one; its two entries are learner-process.ts here (forked) and in main (Electron).
 */
import { createLearnerEmbedder } from './learner-embedder.ts'
import { Control } from './learner/control.ts'
import { failureOf } from './learner/failure.ts'
import type { LearnerReply, LearnerRequest, TrainingRun } from './learner/protocol.ts'
import { runTraining } from './learner/run.ts'
import { withStoredPhotos } from './stored-photos.ts'

export interface LearnerHostOptions {
  reply(message: LearnerReply): void
  /** Asked to close, and what was learnt is on disk. */
  exit(): void
}

/** A request answers by `reply`, perhaps much later. */
export function createLearnerHost({ reply, exit }: LearnerHostOptions): (request: LearnerRequest) => void {
  const embedder = createLearnerEmbedder(reply)
  let control: Control | null = null
  let lastRun: Promise<void> = Promise.resolve()

  /**
   * A run waits for the end of the one before, which may be on its way out of a step; it can be called off from now on.
   */
  function train(run: TrainingRun): void {
    const current = (control = new Control())
    lastRun = lastRun.then(() => trainNow(run, current))
  }

  async function trainNow(run: TrainingRun, current: Control): Promise<void> {
    const { modelDir } = run
    await embedder.letGo()
    try {
      const result = await withStoredPhotos(run, (photos) =>
        runTraining({
          ...run,
          photos,
          control: current,
          onProgress: (progress) => reply({ type: 'progress', modelDir, progress }),
          onCheckpoint: () => reply({ type: 'checkpoint', modelDir }),
        }),
      )
      reply(result ? { type: 'done', modelDir, result } : { type: 'cancelled', modelDir })
    } catch (error) {
      reply({ type: 'failed', modelDir, error: failureOf(error, modelDir) })
    } finally {
      // The next run may have been asked for already.
      if (control === current) control = null
    }
    if (current.ending() === 'close') exit()
  }

  function handle(request: LearnerRequest): void {
    switch (request.type) {
      case 'train':
        return train(request.run)
      case 'embed':
        return embedder.embed(request)
      case 'pause':
        return control?.pause()
      case 'resume':
        return control?.resume()
      case 'finish':
      case 'cancel':
        return control?.endWith(request.type)
      case 'close':
        return control ? control.endWith('close') : exit()
    }
  }

  return handle
}
