/** A folder that electron-builder takes for Electron's runtime on Linux: its program can do nothing but hold fuses. */
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** Before the fuses: this text, the version of their list, how many there are; '1' is on, '0' off. */
const sentinel = 'dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX'
/** As Electron is published. */
const fuses = '101100110'

export function writeRuntime(dir: string): void {
  mkdirSync(join(dir, 'resources'), { recursive: true })
  const program = Buffer.concat([Buffer.from(sentinel), Buffer.from([1, fuses.length]), Buffer.from(fuses)])
  writeFileSync(join(dir, 'electron'), program, { mode: 0o755 })
}
