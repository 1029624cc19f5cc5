import { expect, test } from 'vitest'
import type { EngineFactory } from '../learning/engine.ts'
import { createOnnxEngine } from './onnx/engine.ts'
import './onnx/testing/shared-sessions.ts'
import { selfTest } from './self-test.ts'

/** The processor passed off as a device whose losses are off by a share. */
const offBy =
  (share: number): EngineFactory =>
  async (config, state) => {
    const engine = await createOnnxEngine(config, state)
    const trainStep = engine.trainStep.bind(engine)
    engine.trainStep = async (batch) => {
      const result = await trainStep(batch)
      return { ...result, loss: result.loss * (1 + share) }
    }
    return engine
  }

test("a device with the processor's numbers passes", async () => {
  await selfTest('webgpu', offBy(1e-5), createOnnxEngine)
})

test.each([0.01, NaN])('one that is off by %f is refused, with what to choose in its place', async (share) => {
  await expect(selfTest('webgpu', offBy(share), createOnnxEngine)).rejects.toThrow(
    /"webgpu" gives other numbers than the processor \(losses .* in place of .*\)\. Choose --device cpu\./,
  )
})
