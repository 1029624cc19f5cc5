/** Which key was pressed for the screen, and not for a field or a sheet. Imports nothing. */

const fields = 'dialog, select, textarea, input:not([type=radio], [type=range], [type=checkbox])'

/** Whether a key press belongs to the field or the sheet that has the focus. */
export const isForField = (event: KeyboardEvent): boolean =>
  event.target instanceof Element && event.target.closest(fields) !== null

/** The key in lower case; an empty text where it is for a field, or pressed together with Ctrl, Alt or Meta. */
export const plainKey = (event: KeyboardEvent): string =>
  isForField(event) || event.ctrlKey || event.metaKey || event.altKey ? '' : event.key.toLowerCase()

/** The key pressed with Ctrl (Meta on a Mac), in lower case; else an empty text. */
export const controlKey = (event: KeyboardEvent): string =>
  !isForField(event) && (event.ctrlKey || event.metaKey) && !event.altKey ? event.key.toLowerCase() : ''

/** Whether Space or Enter would press the button that has the focus. A chosen tab has nothing to press. */
export const isOnButton = (event: KeyboardEvent): boolean =>
  event.target instanceof Element && event.target.closest('button:not([role=tab]), a, input, label') !== null

/** Back and Forward as browsers have them; the desktop window has no keys of its own for them. */
export function wayKey(event: KeyboardEvent): 'back' | 'forward' | null {
  const keys = [event.altKey && 'Alt', event.metaKey && 'Meta', event.key].filter(Boolean).join(' ')
  if (isForField(event)) return null
  if (keys === 'Alt ArrowLeft' || keys === 'Meta [') return 'back'
  return keys === 'Alt ArrowRight' || keys === 'Meta ]' ? 'forward' : null
}
