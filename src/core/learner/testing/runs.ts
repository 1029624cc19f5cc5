/** Training runs on small photos of noise, on the real engine, made to fail or be watched. */
import { narrow } from '../../../../test/support/narrow-networks.ts'
import '../../engines/onnx/testing/shared-sessions.ts'
import { createEngine, type EngineChoice } from '../../engines/create-engine.ts'
import type { Engine } from '../../learning/engine.ts'
import { Random } from '../../learning/random.ts'
import { learntProjection, resolveRecipe } from '../../learning/recipe.ts'
import type { TrainingPhotos } from '../../learning/training-photos.ts'
import type { RunOptions } from '../run-options.ts'

export const [N, P] = [20, 32]
const random = new Random(1)
export const noise = Array.from({ length: N }, () => Uint8Array.from({ length: P * P * 3 }, () => random.integer(256)))

export function photosOf(pixels: Uint8Array[]): TrainingPhotos {
  return {
    count: pixels.length,
    pixelSize: P,
    widths: pixels.map(() => 100),
    heights: pixels.map(() => 100),
    readPixels: (rows, target) => rows.forEach((row, b) => target.set(pixels[row], b * P * P * 3)),
  }
}

/** Learns the projection itself, after a look at each photo, with a narrow network. */
export const smallRecipe = {
  ...resolveRecipe(
    {
      imageSize: 32,
      searchImageSize: 32,
      embeddingSize: 32,
      ...learntProjection,
      smallViewCount: 1,
      start: 'scratch',
      learningRate: 0.01,
    },
    N,
  ),
  batchSize: 16,
  ...narrow,
}

export function runOptions(modelDir: string, change: Partial<RunOptions> = {}): RunOptions {
  let clock = 0
  return {
    modelDir,
    photos: photosOf(noise),
    recipe: smallRecipe,
    starterPath: null,
    budget: { epochs: 12 },
    engine: 'onnx',
    device: 'cpu',
    control: { whileAllowed: () => null, ending: () => null },
    onProgress: () => {},
    onCheckpoint: () => {},
    // Every look at the clock is ten seconds later, so checkpoints come within a few steps.
    now: () => (clock += 10_000),
    ...change,
  }
}

export const isProcessor = ({ engine, device }: EngineChoice) => engine === 'onnx' && device === 'cpu'

/** The real engine, passed off as a GPU's where the processor was not asked for, with other methods. */
export function engineWith(change: (engine: Engine, choice: EngineChoice) => Partial<Engine>): typeof createEngine {
  return async (choice, config, state) => {
    const engine = await createEngine({ engine: 'onnx', device: 'cpu' }, config, state)
    const real = {
      trainStep: engine.trainStep.bind(engine),
      embed: engine.embed.bind(engine),
      exportState: engine.exportState.bind(engine),
    } as Engine
    return Object.assign(engine, { onProcessor: isProcessor(choice), ...change(real, choice) })
  }
}

type TrainStep = Engine['trainStep']

/** Its training step fails from the `nth` call on, wherever `where` says. */
export function failing(
  nth: number,
  where: (choice: EngineChoice) => boolean,
  step: (engine: Engine, ...args: Parameters<TrainStep>) => ReturnType<TrainStep>,
): typeof createEngine {
  let calls = 0
  return engineWith((engine, choice) => ({
    trainStep: (batch) => (where(choice) && ++calls >= nth ? step(engine, batch) : engine.trainStep(batch)),
  }))
}
