/** Chooses an engine by name and device, with the reason in words when it cannot be had. */
import type { Engine, EngineConfig, EngineFactory, EngineState } from '../learning/engine.ts'
import { fasterDevice, type ChosenDevice } from './faster-device.ts'
import { adapterSpeed } from './onnx/adapter-speed.ts'
import { createOnnxEngine } from './onnx/engine.ts'
import type { OnnxDevice } from './onnx/open-session.ts'
import { selfTest } from './self-test.ts'
import { trainingRate } from './training-rate.ts'
import { createTensorflowEngine } from './tensorflow/engine.ts'
import { loadTensorflow, tensorflowWithGpu } from './tensorflow/load.ts'

export interface EngineChoice {
  /**
   * 'auto' takes TensorFlow where it is installed and sees a GPU, on any device but those it does not have. Device
   * 'auto' takes the graphics card where it computes what the processor does, and faster.
   */
  engine: 'auto' | 'onnx' | 'tensorflow'
  device: 'auto' | 'cpu' | 'webgpu' | 'dml' | 'cuda'
}

/**
 * Throws an Error that says what is not available or not to be trusted and what to choose in its place, or which
 * weights do not fit.
 */
export async function createEngine(
  { engine, device }: EngineChoice,
  config: EngineConfig,
  state: EngineState,
): Promise<Engine> {
  if (engine === 'tensorflow' || device === 'cuda') return createTensorflowEngine(await loadTensorflow(), config, state)
  const cuda = engine === 'auto' && device === 'auto' ? await tensorflowWithGpu() : null
  if (cuda) return createTensorflowEngine(cuda, config, state)
  if (device === 'cpu') return createOnnxEngine(config, state)
  if (device === 'auto') return createOnnxEngine(config, state, await chosenFor(config))
  await tested(device)
  return createOnnxEngine(config, state, { device })
}

const engineOn =
  (device: OnnxDevice): EngineFactory =>
  (config, state) =>
    createOnnxEngine(config, state, { device })

/** Once a process and network, of which the adapter's part is always the same. */
const chosen = new Map<string, Promise<ChosenDevice>>()
let speed: ReturnType<typeof adapterSpeed> | undefined

function chosenFor(config: EngineConfig): Promise<ChosenDevice> {
  const network = JSON.stringify(config)
  const choice =
    chosen.get(network) ??
    fasterDevice({
      adapterSpeed: () => (speed ??= adapterSpeed()),
      selfTest: () => tested('webgpu'),
      photosASecond: (device) => trainingRate(engineOn(device), config),
    })
  chosen.set(network, choice)
  return choice
}

/** Once a process. */
const tests = new Map<OnnxDevice, Promise<void>>()

function tested(device: OnnxDevice): Promise<void> {
  const test = tests.get(device) ?? selfTest(device, engineOn(device), createOnnxEngine)
  tests.set(device, test)
  return test
}
