/**
 * Compiles a graph once for the engines of a test process that follow each other, which is most of what a small engine
 * costs. Weights are inputs, so a session keeps nothing of who used it. Imported for its effect.
 */
import { createHash } from 'node:crypto'
import { ort, type InferenceSession } from '../runtime.ts'

type Create = (model: Uint8Array, options?: InferenceSession.SessionOptions) => Promise<InferenceSession>

/** Sessions that nobody uses, the last released last; more are truly released, for the memory they hold. */
const idle: { key: string; session: InferenceSession }[] = []
const mostIdle = 8
const compile = ort.InferenceSession.create.bind(ort.InferenceSession) as Create

const create: Create = async (model, options) => {
  const key = createHash('sha256').update(model).update(JSON.stringify(options)).digest('hex')
  const at = idle.findIndex((each) => each.key === key)
  const session = at < 0 ? await compile(model, options) : idle.splice(at, 1)[0].session
  const release = async () => {
    idle.push({ key, session })
    if (idle.length > mostIdle) await idle.shift()!.session.release()
  }
  return Object.assign(Object.create(session) as InferenceSession, { release })
}

ort.InferenceSession.create = create as typeof ort.InferenceSession.create
