/** What plain Node can tell of the machine: on Linux whether it has mains power, and by its load whether it is idle. */
import { readdirSync, readFileSync } from 'node:fs'
import { availableParallelism, loadavg } from 'node:os'
import { join } from 'node:path'
import type { Machine } from './training/learning-schedule.ts'

/** Nobody has asked for anything for so long. */
export const idleAfterMs = 5 * 60_000
/** Some batteries take their time to answer. */
const powerKeptMs = 5000
/** Of the processors, what others may use while the machine counts as idle. */
const idleLoadShare = 0.5

export interface HostMachine extends Machine {
  /** Somebody uses the app. */
  noteUse(): void
}

export interface HostMachineOptions {
  /** Default: Linux's own. */
  powerDir?: string
  now?: () => number
  /** Processes that ran or waited to, mean of a minute; null where the system does not say. */
  load?: () => number | null
  processorCount?: number
}

export function createHostMachine({
  powerDir = '/sys/class/power_supply',
  now = () => performance.now(),
  // Windows says 0 whatever happens.
  load = () => (process.platform === 'win32' ? null : loadavg()[0]),
  processorCount = availableParallelism(),
}: HostMachineOptions = {}): HostMachine {
  let usedAtMs = now()
  let power = { isOnMains: isOnMains(powerDir), readAtMs: now() }
  return {
    noteUse: () => void (usedAtMs = now()),
    isOnMains: () => {
      if (now() - power.readAtMs >= powerKeptMs) power = { isOnMains: isOnMains(powerDir), readAtMs: now() }
      return power.isOnMains
    },
    isIdle: (isLearning) => {
      const current = load()
      if (current === null) return null
      const own = isLearning ? processorCount : 0
      return now() - usedAtMs >= idleAfterMs && current - own <= idleLoadShare * processorCount
    },
  }
}

/** A machine whose list of supplies has no battery is on mains; one without such a list cannot be asked. */
function isOnMains(powerDir: string): boolean | null {
  try {
    const supplies = readdirSync(powerDir).map((name) => join(powerDir, name))
    const ofType = (...types: string[]) => supplies.filter((dir) => types.includes(fact(dir, 'type')))
    if (ofType('Mains', 'USB').some((dir) => fact(dir, 'online') === '1')) return true
    // A mouse has a battery, too.
    const batteries = ofType('Battery').filter((dir) => fact(dir, 'scope') !== 'Device')
    return !batteries.some((dir) => fact(dir, 'status') === 'Discharging')
  } catch {
    return null
  }
}

/** Empty where the supply does not say. */
function fact(supplyDir: string, name: string): string {
  try {
    return readFileSync(join(supplyDir, name), 'utf8').trim()
  } catch {
    return ''
  }
}
