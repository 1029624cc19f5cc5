import { expect, test } from 'vitest'
import type { Engine, EngineFactory, StepResult } from '../learning/engine.ts'
import { createOnnxEngine } from './onnx/engine.ts'
import { selfTest } from './self-test.ts'

const steps: StepResult[] = []

/** The processor, which takes these steps once: they are the same ones each time. */
const processor: EngineFactory = async (config, state) => {
  const engine = steps.length > 0 ? null : await createOnnxEngine(config, state)
  let at = 0
  return {
    trainStep: async (batch) => (steps[at++] ??= await engine!.trainStep(batch)),
    dispose: async () => engine?.dispose(),
  } as Engine
}

/** The processor passed off as a device whose losses are off by a share. */
const offBy =
  (share: number): EngineFactory =>
  async (config, state) => {
    const engine = await processor(config, state)
    const { trainStep } = engine
    engine.trainStep = async (batch) => {
      const result = await trainStep(batch)
      return { ...result, loss: result.loss * (1 + share) }
    }
    return engine
  }

test("a device with the processor's numbers passes", async () => {
  await selfTest('webgpu', offBy(1e-5), processor)
})

test.each([0.01, NaN])('one that is off by %f is refused, with what to choose in its place', async (share) => {
  await expect(selfTest('webgpu', offBy(share), processor)).rejects.toThrow(
    /"webgpu" gives other numbers than the processor \(losses .* in place of .*\)\. Choose --device cpu\./,
  )
})
