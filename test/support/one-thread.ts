/**
 * Sessions of ONNX Runtime in a test's process take one thread each: where several tests run at once, threads that
 * wait for each other take more of the processors than they save.
 */
import { ort } from '../../src/core/engines/onnx/runtime.ts'

const sessions = ort.InferenceSession
type Create = (model: Uint8Array, options?: object) => ReturnType<typeof sessions.create>

const create = sessions.create.bind(sessions) as Create
const withOneThread: Create = (model, options) => create(model, { ...options, intraOpNumThreads: 1 })

// Once a process, however many files it tests.
if (sessions.create.name !== withOneThread.name) Object.assign(sessions, { create: withOneThread })
