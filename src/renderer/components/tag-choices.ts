/** What a tag's name that is being typed may become. Pure. */

export interface TagChoices {
  names: string[]
  /** What Enter takes: the tag of that name, else the first that begins so, else a new one. */
  activeIndex: number
  /** Which of them would be a new tag; -1 where none is. */
  newIndex: number
}

const mostChoices = 8
const folded = (name: string): string => name.normalize('NFC').trim().toLowerCase()

/** Also what is below a slash counts as a beginning: "do" finds "Animals/Dogs". */
export function tagChoices(tags: readonly { name: string }[], typed: string): TagChoices {
  const wanted = folded(typed)
  const begins = (name: string) => folded(name).startsWith(wanted) || folded(name).includes(`/${wanted}`)
  const isSame = (name: string) => folded(name) === wanted
  const rank = (name: string) => (isSame(name) ? 0 : begins(name) ? 1 : 2)
  const known = tags.map(({ name }) => name).filter((name) => folded(name).includes(wanted))
  const names = known.sort((one, other) => rank(one) - rank(other)).slice(0, mostChoices)
  if (wanted === '' || names.some(isSame)) return { names, activeIndex: 0, newIndex: -1 }
  const newIndex = names.length
  return { names: [...names, typed.trim()], activeIndex: names.some(begins) ? 0 : newIndex, newIndex }
}
