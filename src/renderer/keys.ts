/** Which key was pressed for the screen, and not for a field or a sheet. Imports nothing. */

const fields = 'dialog, [role=menu], select, textarea, input:not([type=radio], [type=range], [type=checkbox])'

/** Whether a key press belongs to the field, menu or sheet that has the focus. */
export const isForField = (event: KeyboardEvent): boolean =>
  event.target instanceof Element && event.target.closest(fields) !== null

/** Shift and a digit from 0 to 5, by its place, since not every layout has digits there; else null. */
export function starsKey(event: KeyboardEvent): number | null {
  const isPlain = event.shiftKey && !event.ctrlKey && !event.metaKey && !event.altKey && !isForField(event)
  const digit = isPlain ? /^Digit([0-5])$/.exec(event.code) : null
  return digit && Number(digit[1])
}

/** The key in lower case; an empty text where it is for a field, for stars, or pressed with Ctrl, Alt or Meta. */
export const plainKey = (event: KeyboardEvent): string =>
  isForField(event) || event.ctrlKey || event.metaKey || event.altKey || starsKey(event) !== null
    ? ''
    : event.key.toLowerCase()

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
