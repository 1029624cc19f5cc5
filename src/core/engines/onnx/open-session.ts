/** Opens a graph on a device. */
import { ort, type InferenceSession } from './runtime.ts'

export type OnnxDevice = 'cpu' | 'webgpu' | 'dml'

export interface SessionOptions {
  device: OnnxDevice
  threadCount: number
  /** On a graphics card: outputs that stay there. */
  staying?: Record<string, 'gpu-buffer'>
}

/** Throws when the device is not there, with the way out. */
export async function openSession(
  model: Uint8Array,
  { device, threadCount, staying = {} }: SessionOptions,
): Promise<InferenceSession> {
  const opening = ort.InferenceSession.create(model, {
    // Named beside the processor, a device that this build lacks would be left out without a word.
    executionProviders: [device],
    graphOptimizationLevel: 'all',
    intraOpNumThreads: threadCount,
    interOpNumThreads: 1,
    executionMode: 'sequential',
    logSeverityLevel: 3,
    // A plan of all results at once takes up to two thirds more room than they need one by one, and no less time.
    enableMemPattern: false,
    ...(device === 'webgpu' ? { preferredOutputLocation: staying } : {}),
  })
  return opening.catch((error: Error) => {
    if (device === 'cpu') throw error
    throw new Error(
      `The device "${device}" is not available on this machine (${firstReason(error)}). Choose --device cpu.`,
      { cause: error },
    )
  })
}

const firstReason = ({ message }: Error): string =>
  message
    .trim()
    .split('\n')[0]
    .replace(/^.*was false\. /, '')
