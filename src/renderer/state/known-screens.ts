/** Screens that entries of the browser's history point at, by the entries' keys, while the page lives. */
import { addressOf, type Screen } from './address.ts'
import { keepNewest } from './keep-newest.ts'

const mostScreens = 50

export class KnownScreens {
  #keys = new WeakMap<Screen, string>()
  #screens = new Map<string, Screen>()

  /** A new one where it has none yet. */
  keyOf(screen: Screen): string {
    const key = this.#keys.get(screen) ?? crypto.randomUUID()
    this.#keys.set(screen, key)
    return key
  }

  /** A gallery may have been sorted otherwise since another entry pointed at it: then it is another screen. */
  at(key: string, address: string): Screen | undefined {
    const screen = this.#screens.get(key)
    return screen && addressOf(screen) === address ? screen : undefined
  }

  remember(screen: Screen, key: string): void {
    this.#keys.set(screen, key)
    this.#screens.delete(key)
    this.#screens.set(key, screen)
    keepNewest(this.#screens, mostScreens)
  }

  /** Of a list that a photo's entry knows by its key; the screen that the key is of stays. */
  rememberList(list: Screen, key: string): void {
    if (this.#screens.has(key)) this.#keys.set(list, key)
    else this.remember(list, key)
  }
}
