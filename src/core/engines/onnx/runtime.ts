/**
 * Loads ONNX Runtime with its telemetry off: official builds since 1.29 report sessions to their maker by default,
 * and nothing may leave the machine. The switch is read when the library loads, hence `require` after it is set (a
 * static import would be moved before it).
 */
import { createRequire } from 'node:module'
import type * as OnnxRuntime from 'onnxruntime-node'

process.env.ORT_DISABLE_TELEMETRY = '1'

export const ort = createRequire(import.meta.url)('onnxruntime-node') as typeof OnnxRuntime
export type { Tensor, InferenceSession } from 'onnxruntime-node'
