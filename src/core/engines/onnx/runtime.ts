/** Loads ONNX Runtime once its telemetry is off: `require`, since a static import would be moved before that. */
import { createRequire } from 'node:module'
import type * as OnnxRuntime from 'onnxruntime-node'
import './no-telemetry.ts'

export const ort = createRequire(import.meta.url)('onnxruntime-node') as typeof OnnxRuntime
export type { Tensor, InferenceSession } from 'onnxruntime-node'
