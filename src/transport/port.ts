/** A Port carries JSON text both ways; every transport is one. Imports nothing. */
export interface Port {
  send(text: string): void
  onMessage(listener: (text: string) => void): void
  onClose(listener: () => void): void
  close(): void
}

/** What travels: calls one way; answers and events the other. */
export type ClientMessage =
  | { type: 'call'; callId: number; method: string; args: unknown }
  | { type: 'subscribe'; event: string }
  | { type: 'unsubscribe'; event: string }

export type HostMessage =
  | { type: 'result'; callId: number; value: unknown }
  | { type: 'error'; callId: number; error: { code: string; message: string } }
  | { type: 'event'; event: string; value: unknown }

/** Two ports joined in one process; messages arrive in a later turn, as over a wire. */
export function createPortPair(): [Port, Port] {
  const ends = [newEnd(), newEnd()]
  const portOf = (own: ReturnType<typeof newEnd>, other: ReturnType<typeof newEnd>): Port => ({
    send: (text) => queueMicrotask(() => other.open && other.messages.forEach((listener) => listener(text))),
    onMessage: (listener) => void own.messages.push(listener),
    onClose: (listener) => void own.closes.push(listener),
    close: () => {
      for (const end of [own, other]) {
        if (!end.open) continue
        end.open = false
        end.closes.forEach((listener) => listener())
      }
    },
  })
  return [portOf(ends[0], ends[1]), portOf(ends[1], ends[0])]
}

const newEnd = () => ({ open: true, messages: [] as ((text: string) => void)[], closes: [] as (() => void)[] })
