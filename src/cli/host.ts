/** The program that the commands run in: Node, unless another takes its place before the first command. */
import { fileURLToPath } from 'node:url'
import type { CoreOptions } from '../core/core.ts'

export interface Host extends Pick<CoreOptions, 'learnerEntry' | 'startProcess'> {
  /** Tells of SIGINT and SIGTERM. */
  signals: Pick<NodeJS.EventEmitter, 'on' | 'off'>
}

/** As far from here as from the bundle. */
const fromHere = (path: string): string => fileURLToPath(new URL(path, import.meta.url))
export const starterPath = fromHere('../../resources/starter/encoder.safetensors')
export const rendererDir = fromHere('../../out/renderer')

let current: Host = { learnerEntry: fromHere('../core/learner-process.ts'), signals: process }
export const host = (): Host => current
export const runIn = (other: Host): void => void (current = other)
