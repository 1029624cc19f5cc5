/** Tells the core what main alone can ask of the machine: whether it has mains power, and how long it was unused. */
import { powerMonitor } from 'electron'
import type { MachineNews } from './core-protocol.ts'

const intervalMs = 5000

/** At once, and again every few seconds; returns what ends it. */
export function tellOfMachine(tell: (news: MachineNews) => void): () => void {
  const look = (): void =>
    tell({
      type: 'machine',
      isOnMains: !powerMonitor.isOnBatteryPower(),
      unusedMs: powerMonitor.getSystemIdleTime() * 1000,
    })
  look()
  const timer = setInterval(look, intervalMs)
  return () => clearInterval(timer)
}
