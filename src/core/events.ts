/** Who listens to what the core tells. */
import type { EventName, PhotoEvents, PhotoHost } from '../shared/contract.ts'

export type Emit = <E extends EventName>(event: E, value: PhotoEvents[E]) => void

export function createEvents(): { emit: Emit; subscribe: PhotoHost['subscribe'] } {
  const listeners = new Map<EventName, Set<(value: never) => void>>()
  return {
    emit: (event, value) => listeners.get(event)?.forEach((listener) => listener(value as never)),
    subscribe: (event, listener) => {
      const set = listeners.get(event) ?? new Set()
      listeners.set(event, set.add(listener))
      return () => set.delete(listener)
    },
  }
}
