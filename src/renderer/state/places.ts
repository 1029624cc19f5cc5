/** Where screens were left (scrolled to, focus), by key; kept over a reload in the tab's own storage. */
import { keepNewest } from './keep-newest.ts'

const storageKey = 'semblance.places'
const mostPlaces = 100

export class Places {
  #places = new Map<string, unknown>(readStored())

  get(key: string): unknown {
    return this.#places.get(key)
  }

  set(key: string, place: unknown): void {
    this.#places.delete(key)
    this.#places.set(key, place)
    keepNewest(this.#places, mostPlaces)
  }

  /** Before the page goes away. */
  store(): void {
    sessionStorage.setItem(storageKey, JSON.stringify([...this.#places]))
  }
}

function readStored(): [string, unknown][] {
  try {
    return JSON.parse(sessionStorage.getItem(storageKey) ?? '[]') as [string, unknown][]
  } catch {
    return []
  }
}
