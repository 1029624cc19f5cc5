/** How many photos a second a new engine takes steps with. */
import { initialState } from '../learning/encoder-weights.ts'
import type { EngineConfig, EngineFactory } from '../learning/engine.ts'
import { Random } from '../learning/random.ts'
import { noiseBatch } from './self-test.ts'

const photosAStep = 64

/** The first step makes the plan of the second, which is timed. */
export async function trainingRate(makeEngine: EngineFactory, config: EngineConfig): Promise<number> {
  const engine = await makeEngine(config, initialState(config, new Random(1)))
  const batch = noiseBatch(config, photosAStep)
  try {
    await engine.trainStep(batch)
    const startedMs = performance.now()
    await engine.trainStep(batch)
    return (1000 * photosAStep) / (performance.now() - startedMs)
  } finally {
    await engine.dispose()
  }
}
