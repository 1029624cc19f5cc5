/** What was last asked of a run that is under way. */
import type { RunControl } from './run-options.ts'

type Ending = ReturnType<RunControl['ending']>

export class Control implements RunControl {
  private end: Ending = null
  private gate: Promise<void> | null = null
  private open: () => void = () => {}

  whileAllowed = (): Promise<void> | null => this.gate
  ending = (): Ending => this.end

  pause(): void {
    this.gate ??= new Promise((resolve) => (this.open = resolve))
  }

  resume(): void {
    this.gate = null
    this.open()
  }

  endWith(ending: Ending): void {
    this.end = ending
    this.resume()
  }
}
