/** Measuring on a noisy machine: contestants take turns, medians are compared. */
import { arch, availableParallelism, cpus, platform, totalmem } from 'node:os'

/** For commander: an option that takes several numbers. */
export const listed = (text: string, before: number[] = []): number[] => [...before, Number(text)]

/** The value that a share [0, 1] of all lie below. */
export const quantile = (values: number[], share: number): number =>
  values.toSorted((a, b) => a - b)[Math.min(values.length - 1, Math.floor(values.length * share))]

export const median = (values: number[]): number => quantile(values, 0.5)

/** Runs every contestant once per round, in turn, so that a slow spell hits all; returns each one's median rate. */
export async function inTurns(
  rounds: number,
  contestants: Record<string, () => Promise<number>>,
): Promise<Record<string, number>> {
  const rates = Object.fromEntries(Object.keys(contestants).map((name) => [name, [] as number[]]))
  for (let round = 0; round < rounds; round++) {
    for (const [name, run] of Object.entries(contestants)) rates[name].push(await run())
  }
  return Object.fromEntries(Object.entries(rates).map(([name, values]) => [name, median(values)]))
}

export function printMachine(): void {
  const gigabytes = (totalmem() / 2 ** 30).toFixed(0)
  console.log(
    `${cpus()[0].model.trim()}, ${availableParallelism()} cores, ${gigabytes} GB, ${platform()} ${arch()}, Node ${process.versions.node}\n`,
  )
}

/** Name, rate, and the rate over that of `base`. */
export function printRates(rates: Record<string, number>, unit: string, base: string): void {
  for (const [name, rate] of Object.entries(rates)) {
    console.log(
      `    ${name.padEnd(42)} ${rate.toFixed(1).padStart(9)} ${unit}   ${(rate / rates[base]).toFixed(2)} of ${base}`,
    )
  }
}

export interface Blocked<T> {
  value: T
  /** The longest time between two turns of the event loop, by the clock. */
  blockMs: number
  /** The most that the thread worked between two turns: what is left of it where nothing runs beside. */
  workMs: number
}

/** How long the thread answers nobody while `work` goes on. */
export async function longestBlock<T>(work: () => Promise<T>): Promise<Blocked<T>> {
  let [last, lastWork, blockMs, workMs, going] = [0, 0, 0, 0, true]
  const note = () => {
    const [now, nowWork] = [performance.now(), workedMs()]
    blockMs = Math.max(blockMs, now - last)
    workMs = Math.max(workMs, nowWork - lastWork)
    ;[last, lastWork] = [now, nowWork]
  }
  const turn = () => {
    note()
    if (going) setImmediate(turn)
  }
  setImmediate(turn)
  await new Promise((ready) => setImmediate(ready))
  ;[last, lastWork, blockMs, workMs] = [performance.now(), workedMs(), 0, 0]
  const value = await work()
  await new Promise((ready) => setImmediate(ready))
  going = false
  note()
  return { value, blockMs, workMs }
}

function workedMs(): number {
  const { user, system } = process.threadCpuUsage()
  return (user + system) / 1000
}
