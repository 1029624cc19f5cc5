/**
 * The host's end: dispatches calls to a PhotoHost, own methods of the schema table only, arguments validated, errors
 * as values. Imports shared only.
 */
import type { EventName, PhotoHost, Unsubscribe } from '../shared/contract.ts'
import { SemblanceError, toErrorValue } from '../shared/errors.ts'
import { schemas } from '../shared/schemas.ts'
import type { ClientMessage, HostMessage, Port } from './port.ts'

const eventNames: readonly EventName[] = ['indexing', 'training', 'duplicates', 'map', 'step', 'changed']

/** Serves `host` on `port` until it closes. */
export function serve(host: PhotoHost, port: Port): void {
  const subscriptions = new Map<string, Unsubscribe>()
  let open = true
  const send = (message: HostMessage): void => {
    if (open) port.send(JSON.stringify(message))
  }
  port.onMessage((text) => {
    const message = parse(text)
    if (message?.type === 'call') void answer(host, message).then(send)
    if (message?.type === 'subscribe') subscribe(message.event)
    if (message?.type === 'unsubscribe') drop(message.event)
  })
  port.onClose(() => {
    open = false
    for (const event of [...subscriptions.keys()]) drop(event)
  })

  function subscribe(event: string): void {
    const known = eventNames.find((name) => name === event)
    if (!known || subscriptions.has(known)) return
    subscriptions.set(
      known,
      host.subscribe(known, (value) => send({ type: 'event', event: known, value })),
    )
  }

  function drop(event: string): void {
    subscriptions.get(event)?.()
    subscriptions.delete(event)
  }
}

/** A message of the wrong form is dropped: no client of ours sends one. */
function parse(text: string): ClientMessage | null {
  try {
    const message: unknown = JSON.parse(text)
    return typeof message === 'object' && message !== null ? (message as ClientMessage) : null
  } catch {
    return null
  }
}

async function answer(
  host: PhotoHost,
  { callId, method, args }: Extract<ClientMessage, { type: 'call' }>,
): Promise<HostMessage> {
  try {
    return { type: 'result', callId, value: (await dispatch(host, method, args)) ?? null }
  } catch (error) {
    return { type: 'error', callId, error: toErrorValue(error) }
  }
}

/** A sentence about an argument, as of a name that was typed, is for a person; the rest says where it is wrong. */
function problemInWords(method: string, issues: { path: PropertyKey[]; message: string }[]): string {
  const [{ path, message }] = issues
  if (path.length === 1 && message.endsWith('.')) return message
  const problems = issues.map(({ path, message }) => `${path.join('.') || 'arguments'}: ${message}`)
  return `${method}: ${problems.join('; ')}`
}

/** Throws INVALID_ARGUMENT naming the method or the argument. */
async function dispatch(host: PhotoHost, method: unknown, args: unknown): Promise<unknown> {
  if (typeof method !== 'string' || !Object.hasOwn(schemas, method)) {
    throw new SemblanceError('INVALID_ARGUMENT', `There is no method "${String(method)}".`)
  }
  const name = method as keyof typeof schemas
  const checked = schemas[name].safeParse(args)
  if (!checked.success) {
    throw new SemblanceError('INVALID_ARGUMENT', problemInWords(name, checked.error.issues))
  }
  return (host.api[name] as (args: unknown) => Promise<unknown>)(checked.data)
}
