/** The processor goes to others first. Imports node alone. */
import { constants, setPriority } from 'node:os'

/**
 * For a process that works in the background: on an idle machine it is as fast as before, and whoever looks at photos
 * meanwhile does not wait for it. Where the system does not allow it, nothing changes.
 */
export function lowerPriority(): void {
  try {
    setPriority(constants.priority.PRIORITY_BELOW_NORMAL)
  } catch {
    // It was started lower still, or may not say.
  }
}
