/** File names in the order in which people count: 2 before 10, whatever the case and the accents. Pure. */

/** What a heading stands for: a letter, "0" for every digit, "#" for all else. */
export function initialOf(name: string): string {
  const [first = ''] = folded(name)
  if (/\p{L}/u.test(first)) return first.toUpperCase()
  return /\p{N}/u.test(first) ? '0' : '#'
}

/** Compared as text: signs come first, then numbers by their size, then letters. */
export const naturalKey = (name: string): string =>
  rankOf(initialOf(name)) + folded(name).replace(/\d+/g, (run) => sized(run.replace(/^0+(?=\d)/, '')))

const rankOf = (initial: string): string => (initial === '#' ? '0' : initial === '0' ? '1' : '2')

/** A longer number is larger. */
const sized = (digits: string): string => String(digits.length).padStart(3, '0') + digits

const folded = (name: string): string =>
  name
    .normalize('NFKD')
    .replace(/\p{M}+/gu, '')
    .toLowerCase()
