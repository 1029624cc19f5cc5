/** The scripts of the other processes: as the threads are, beside this file, built or not. */
import { extname } from 'node:path'
import { fileURLToPath } from 'node:url'

export const entryOf = (name: 'core-process' | 'learner-process' | 'command-process'): string =>
  fileURLToPath(new URL(`./${name}${extname(import.meta.url)}`, import.meta.url))
