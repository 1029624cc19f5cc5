/** What a key asks of the photos of a grid. Pure. */
import type { LabelValue } from '../../../shared/domain.ts'

export type PhotoCommand =
  | { name: 'mark'; label: LabelValue | null }
  | { name: 'similar' }
  | { name: 'example'; minus: boolean }
  | { name: 'give' }
  | { name: 'select' }
  | { name: 'fold' }
  | { name: 'favourite' }
  | { name: 'hide' }

const commands: Record<string, PhotoCommand> = {
  y: { name: 'mark', label: 'yes' },
  n: { name: 'mark', label: 'no' },
  backspace: { name: 'mark', label: null },
  delete: { name: 'mark', label: null },
  s: { name: 'similar' },
  q: { name: 'example', minus: false },
  x: { name: 'example', minus: true },
  t: { name: 'give' },
  l: { name: 'favourite' },
  h: { name: 'hide' },
  e: { name: 'fold' },
  ' ': { name: 'select' },
}

/** `key` in lower case. A key that is held asks once. Null where it asks nothing. */
export const photoCommand = (key: string, isRepeated: boolean): PhotoCommand | null =>
  !isRepeated && Object.hasOwn(commands, key) ? commands[key] : null
