/**
 * ONNX Runtime's builds since 1.29 report sessions to their maker by default, and nothing may leave the machine. The
 * library reads its switch from the environment of the process when it loads, and a thread of Node has but a copy of
 * that: what starts a thread that loads the library imports this.
 */
import { isMainThread } from 'node:worker_threads'

const name = 'ORT_DISABLE_TELEMETRY'

if (isMainThread) process.env[name] = '1'
else if (process.env[name] !== '1')
  throw new Error(
    'This thread would load ONNX Runtime with its telemetry on. Import no-telemetry.ts where it is started.',
  )
