/** Names for a person's eye. Imports nothing. */

/** Bytes that are no text, as the core keeps them in names: U+EF80 to U+EFFF. */
export const strayBytes = /[\uef80-\uefff]/g
const controls = /[\p{Cc}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu

/** Without what turns the writing around it; marks that scripts need inside a word stay. */
export const withoutTurning = (text: string): string => text.replace(/[\u202a-\u202e\u2066-\u2069]/g, '')

/** Stray bytes as the sign for what cannot be read; without control codes and characters that turn the line. */
export const shownName = (path: string): string => path.replace(strayBytes, '\ufffd').replace(controls, '\ufffd')

/** The last part of a path of either kind of slash, for a person's eye; of a topmost folder the whole. */
export const folderName = (path: string): string => shownName(path.split(/[\\/]/).filter(Boolean).at(-1) ?? path)

/** Letters of what somebody gave, in a message about it: a name of a tag may have as many, a path may be long. */
const mostEchoed = 120

/** What somebody gave, for a message: where it is long its beginning and its end. */
export function echoed(given: string): string {
  const letters = [...shownName(given)]
  if (letters.length <= mostEchoed) return letters.join('')
  const half = mostEchoed / 2
  return `${letters.slice(0, half).join('')}…${letters.slice(-half).join('')}`
}
