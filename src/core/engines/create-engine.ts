/** Chooses an engine by name and device, with the reason in words when it cannot be had. */
import type { Engine, EngineConfig, EngineState } from '../learning/engine.ts'
import { createOnnxEngine, type OnnxDevice } from './onnx/engine.ts'

export interface EngineChoice {
  engine: 'onnx' | 'tensorflow'
  device: 'auto' | 'cpu' | 'webgpu' | 'dml' | 'cuda'
}

/** Throws an Error that says what is not available and what to choose in its place. */
export async function createEngine(choice: EngineChoice, config: EngineConfig, state: EngineState): Promise<Engine> {
  if (choice.engine === 'tensorflow') throw new Error('The TensorFlow engine is not part of this version: use --engine onnx.')
  if (choice.device === 'cuda') throw new Error('CUDA belongs to the TensorFlow engine, which is not part of this version: use --device cpu or webgpu.')
  const device: OnnxDevice = choice.device === 'auto' ? 'cpu' : choice.device
  try {
    return await createOnnxEngine(config, state, { device })
  } catch (error) {
    throw new Error(`ONNX Runtime could not start on ${device}: ${(error as Error).message}. Try --device cpu.`, { cause: error })
  }
}
