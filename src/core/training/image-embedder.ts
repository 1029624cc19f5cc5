/** One image by the model in use. */
import { join } from 'node:path'
import { encoderPath } from '../learner/checkpoint.ts'
import type { Catalogue } from '../store/catalogue.ts'
import type { LearnerClient } from './learner-client.ts'

export interface ImageEmbedderDependencies {
  catalogue: Catalogue
  learner: Pick<LearnerClient, 'embed'>
  /** Folder of the pixel store. */
  pixelsDir: string
  /** Each model version has a folder in it. */
  modelsDir: string
}

/** [P, P, 3] pixels to [D]; null when there is no model. */
export const createImageEmbedder =
  ({ catalogue, learner, pixelsDir, modelsDir }: ImageEmbedderDependencies) =>
  async (pixels: Uint8Array): Promise<Float32Array | null> => {
    const model = catalogue.models.active()
    if (!model?.encoderPath) return null
    // The catalogue may have been moved since the model was made.
    const path = encoderPath(join(modelsDir, String(model.modelVersion)))
    return learner.embed({ encoderPath: path, pixelsDir, slots: null, pixels })
  }
