/** Loads TensorFlow with CUDA where the user has installed it; its library is never part of the app. */
import envPaths from 'env-paths'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import type { Tensorflow } from './encoder.ts'

const packageName = '@tensorflow/tfjs-node-gpu'

/** Where a person installs it beside the app, packaged or not (README). */
export const enginesDir = (): string => join(envPaths('semblance', { suffix: '' }).data, 'engines')

/** Throws an Error that says how to get it. */
export async function loadTensorflow(): Promise<Tensorflow> {
  // Its last release calls a function that Node 23 took away.
  const util = createRequire(import.meta.url)('node:util') as { isNullOrUndefined?: (value: unknown) => boolean }
  util.isNullOrUndefined ??= (value) => value === null || value === undefined
  const reasons: string[] = []
  for (const from of [join(enginesDir(), 'package.json'), import.meta.url]) {
    try {
      return createRequire(from)(packageName) as Tensorflow
    } catch (error) {
      reasons.push((error as Error).message.split('\n')[0])
    }
  }
  throw new Error(
    `The TensorFlow engine could not be loaded (${told(reasons)}). ` +
      `Install it with: npm install --prefix "${enginesDir()}" ${packageName} ` +
      '(it needs an NVIDIA card and CUDA), or use --engine onnx.',
  )
}

/** One that is there and fails says more than one that is not there. */
const told = (reasons: string[]): string =>
  reasons.find((reason) => !reason.startsWith('Cannot find module')) ?? reasons[0]

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
