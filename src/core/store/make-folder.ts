/** Imports nothing of the core. */
import { existsSync, mkdirSync } from 'node:fs'
import { dirname } from 'node:path'

/**
 * With what is missing above it, one by one: Node's own recursive mkdir never returns in folders that cannot be
 * written, as /proc.
 */
export function makeFolder(dir: string): void {
  if (existsSync(dir)) return
  if (dirname(dir) !== dir) makeFolder(dirname(dir))
  mkdirSync(dir)
}
