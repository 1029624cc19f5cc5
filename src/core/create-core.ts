/** The only composition root: joins store, imaging, learning and services into one core. */
import type { Core, CoreOptions } from './core.ts'

export async function createCore(_options: CoreOptions): Promise<Core> {
  throw new Error('not joined yet')
}
