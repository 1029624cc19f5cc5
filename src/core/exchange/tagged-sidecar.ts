/**
 * What a photo's tags make of the text of its sidecar.
 *
 * What was written by us is remembered in the sidecar itself, in a namespace of our own, list by list: it goes where
 * the photo goes, and where another program drops it nothing of anybody's can be removed by mistake.
 *
 * A program reads the list it knows best and no other, so a list that nobody else keeps says all that the others say:
 * else one new keyword would hide the old ones.
 */
import {
  isOneOf,
  lists,
  listKeys,
  namesIn,
  unique,
  valuesFor,
  within,
  without,
  type ListKey,
  type Said,
} from './keywords.ts'
import { changeList } from './change-list.ts'
import { parseXmp, valuesOf, type ListName, type XmpDocument } from './xmp-lists.ts'

/** Where a sidecar has nothing of this, nothing in it is ours. */
export const ownUri = 'urn:semblance:keywords:1.0/'
/** Under names that are nobody else's: some programs go by them alone. */
const ownList = (name: string): ListName => ({
  uri: ownUri,
  prefix: 'semblance',
  name,
  kind: 'Bag',
})
const ownLists: Record<ListKey, ListName> = {
  subject: ownList('writtenSubject'),
  hierarchicalSubject: ownList('writtenHierarchicalSubject'),
  TagsList: ownList('writtenTagsList'),
}
/** Names that no person said: they are offered to nobody as a person's. */
export const machineTags = ownList('machineTags')

export const emptySidecar = `<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/">
 <rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
  <rdf:Description rdf:about=""/>
 </rdf:RDF>
</x:xmpmeta>
<?xpacket end="w"?>
`

export interface PhotoTags {
  tags: { name: string; isMachine: boolean }[]
  /** Names of the tags that are written, with those in them; what was written of others stays. Null is all. */
  chosen: string[] | null
  /** Keywords in the photo itself. */
  embedded: string[]
}

const each = (make: (key: ListKey) => string[]) => Object.fromEntries(listKeys.map((key) => [key, make(key)])) as Said
const saidIn = (xmp: XmpDocument) => each((key) => valuesOf(xmp, lists[key]))

/** The keywords in a sidecar, but for those that a machine gave. Throws INVALID_ARGUMENT. */
export function keywordsIn(text: string): string[] {
  const xmp = parseXmp(text)
  return without(namesIn(saidIn(xmp)), valuesOf(xmp, machineTags))
}

/** All of them. */
export const allKeywordsIn = (text: string): string[] => namesIn(saidIn(parseXmp(text)))

interface Plan {
  said: Said
  /** What of it was written by us. */
  own: Said
  /** Keywords that others keep, here or in the photo. */
  others: string[]
  /** Keywords that are to stand beside those. */
  names: string[]
  machineNames: string[]
}

/** The sidecar's text with the photo's tags in it; the very same where nothing is to be changed. */
export function withTags(text: string, photo: PhotoTags): string {
  const plan = planFor(parseXmp(text), photo)
  if (!plan) return text
  const changed = listKeys.reduce((before, key) => withList(before, key, plan), text)
  return setList(changed, machineTags, plan.machineNames)
}

/** As that list has them, which holds whole names. */
const asNames = (names: string[]) => valuesFor('TagsList', names)

/** Null where the photo has no tag that others do not keep already, and nothing was written before. */
function planFor(xmp: XmpDocument, { tags, chosen, embedded }: PhotoTags): Plan | null {
  const said = saidIn(xmp)
  const own = each((key) => within(said[key], valuesOf(xmp, ownLists[key])))
  const hasOwn = listKeys.some((key) => own[key].length > 0)
  if (tags.length === 0 && !hasOwn) return null
  const kept = chosen === null ? [] : own.TagsList.filter((name) => !isOneOf(name, chosen))
  const others = unique([...embedded, ...namesIn(each((key) => without(said[key], own[key])))])
  const names = without(unique([...asNames(tags.map(({ name }) => name)), ...kept]), others)
  if (names.length === 0 && !hasOwn) return null
  const byMachine = tags.filter(({ isMachine }) => isMachine).map(({ name }) => name)
  const machineNames = within(names, [...asNames(byMachine), ...within(kept, valuesOf(xmp, machineTags))])
  return { said, own, others, names, machineNames }
}

function withList(text: string, key: ListKey, { said, own, others, names }: Plan): string {
  const isOnlyOurs = without(said[key], own[key]).length === 0
  // A level of a new keyword is not also a keyword of its own.
  const begun = isOnlyOurs && names.length > 0 ? without(others, valuesFor('subject', names)) : []
  const wanted = valuesFor(key, [...begun, ...names])
  const add = without(wanted, said[key])
  const remove = without(own[key], isOnlyOurs ? wanted : [...wanted, ...valuesFor(key, others)])
  const changed = changeList(text, lists[key], { add, remove })
  return setList(changed, ownLists[key], [...without(own[key], remove), ...add])
}

function setList(text: string, list: ListName, values: string[]): string {
  const before = valuesOf(parseXmp(text), list)
  return changeList(text, list, { add: without(values, before), remove: without(before, values) })
}
