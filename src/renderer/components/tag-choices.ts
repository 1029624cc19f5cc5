/** What a tag's name that is being typed may become. Pure. */
import { partsOf } from '../../shared/tag-path.ts'

export interface TagChoices {
  names: string[]
  /** What Enter takes: the tag of that name, else the first that begins so, else a new one. */
  activeIndex: number
  /** Which of them would be a new tag; -1 where none is. */
  newIndex: number
}

const mostChoices = 8
const folded = (name: string): string => name.normalize('NFC').trim().toLowerCase()
/** As the tag will be called: "Animals / dogs/" is "Animals/dogs". */
const made = (typed: string): string => partsOf(typed).join('/')

/** Also what is below a slash counts as a beginning: "do" finds "Animals/Dogs". */
export function tagChoices(tags: readonly { name: string }[], typed: string): TagChoices {
  const [wanted, whole] = [folded(typed), folded(made(typed))]
  const begins = (name: string) => folded(name).startsWith(wanted) || folded(name).includes(`/${wanted}`)
  const isSame = (name: string) => folded(name) === whole
  const rank = (name: string) => (folded(name) === wanted ? 0 : begins(name) ? 1 : 2)
  const known = tags.map(({ name }) => name).filter((name) => folded(name).includes(wanted) || isSame(name))
  const names = known.sort((one, other) => rank(one) - rank(other)).slice(0, mostChoices)
  if (whole === '' || known.some(isSame)) return { names, activeIndex: 0, newIndex: -1 }
  const newIndex = names.length
  return { names: [...names, made(typed)], activeIndex: names.some(begins) ? 0 : newIndex, newIndex }
}
