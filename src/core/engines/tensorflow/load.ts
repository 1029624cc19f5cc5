/** Loads TensorFlow with CUDA where the user has installed it; nothing of it is part of the app. */
import { createRequire } from 'node:module'
import type { Tensorflow } from './encoder.ts'

const packageName = '@tensorflow/tfjs-node-gpu'

/** Throws an Error that says how to get it. */
export async function loadTensorflow(): Promise<Tensorflow> {
  // Its last release calls a function that Node 23 took away.
  const util = createRequire(import.meta.url)('node:util') as { isNullOrUndefined?: (value: unknown) => boolean }
  util.isNullOrUndefined ??= (value) => value === null || value === undefined
  try {
    return (await import(packageName)) as Tensorflow
  } catch (error) {
    const reason = (error as Error).message.split('\n')[0]
    throw new Error(
      `The TensorFlow engine could not be loaded (${reason}). Install it with "npm install ${packageName}" (it needs an NVIDIA card and CUDA), or use --engine onnx.`,
      { cause: error },
    )
  }
}

/**
 * TensorFlow where it is installed and finds an NVIDIA GPU, else null: its processor kernels are not why one takes it.
 */
export async function tensorflowWithGpu(): Promise<Tensorflow | null> {
  const tf = await loadTensorflow().catch(() => null)
  if (!tf) return null
  await tf.ready()
  const { isUsingGpuDevice } = tf.backend() as unknown as { isUsingGpuDevice?: boolean }
  return isUsingGpuDevice ? tf : null
}
