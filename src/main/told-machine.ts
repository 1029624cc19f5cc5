/** The machine as main tells the core of it. */
import { idleAfterMs, type HostMachine } from '../core/machine.ts'
import type { MachineNews } from './core-protocol.ts'

export interface ToldMachine extends HostMachine {
  take(news: MachineNews): void
}

/** Nothing is known before the first news. */
export function createToldMachine(): ToldMachine {
  let known: MachineNews | null = null
  return {
    take: (news) => void (known = news),
    isOnMains: () => known && known.isOnMains,
    isIdle: () => known && known.unusedMs >= idleAfterMs,
    // The system knows of every use.
    noteUse: () => {},
  }
}
