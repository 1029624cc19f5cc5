/**
 * Changes one list of an XMP document by cutting and inserting in its text, so that every other character stays as it
 * was. What a library for documents writes anew is not what it read: line ends, layout and some characters change.
 */
import type { XmlElement } from '@rgrove/parse-xml'
import { SemblanceError } from '../../shared/errors.ts'
import {
  arrayOf,
  attributesOf,
  elementsOf,
  itemsOf,
  namespaceAt,
  parseXmp,
  prefixOf,
  propertiesOf,
  valueOf,
  type ListName,
  type XmpDocument,
} from './xmp-lists.ts'

interface Edit {
  from: number
  to: number
  text: string
}

/** Puts what is written, given the line break and blanks before it. */
type Written = (lead: string) => string

/** The text with `remove` gone from the list and `add` at its end. Throws INVALID_ARGUMENT where there is no list. */
export function changeList(text: string, list: ListName, change: { add: string[]; remove: string[] }): string {
  if (change.add.length + change.remove.length === 0) return text
  const xmp = parseXmp(text)
  const properties = propertiesOf(xmp, list)
  const cuts = properties.flatMap((property) => cutsIn(text, property, change))
  const inserts = change.add.length === 0 ? [] : [inserted(text, xmp, list, change.add)]
  return [...cuts, ...inserts]
    .sort((a, b) => b.from - a.from)
    .reduce((changed, edit) => changed.slice(0, edit.from) + edit.text + changed.slice(edit.to), text)
}

/** A list that nothing is left of goes, too. */
function cutsIn(text: string, property: XmlElement, { add, remove }: { add: string[]; remove: string[] }): Edit[] {
  const items = itemsOf(arrayOf(property) ?? property)
  const gone = items.filter((item) => remove.includes(valueOf(item)))
  const cut = gone.length > 0 && gone.length === items.length && add.length === 0 ? [property] : gone
  return cut.map(({ start, end }) => ({ from: start - leadBefore(text, start).length, to: end, text: '' }))
}

function inserted(text: string, xmp: XmpDocument, list: ListName, values: string[]): Edit {
  const rdf = prefixOf(xmp.rdf) === '' ? '' : `${prefixOf(xmp.rdf)}:`
  const [property] = propertiesOf(xmp, list)
  const array = property && arrayOf(property)
  if (array) return lastIn(text, array, (lead) => values.map((value) => lead + item(rdf, value)).join(''))
  // Beside a single value a list would be the property's second, which programs refuse.
  if (property || attributesOf(xmp, list).length > 0)
    throw new SemblanceError('INVALID_ARGUMENT', `The sidecar's ${list.prefix}:${list.name} is not a list of keywords.`)
  return newList(text, xmp, list, itemsOfList(rdf, list, values))
}

const item = (rdf: string, value: string) => `<${rdf}li>${escaped(value)}</${rdf}li>`

/** The list's inside. */
const itemsOfList =
  (rdf: string, { kind }: ListName, values: string[]): Written =>
  (lead) =>
    `${lead}<${rdf}${kind}>${values.map((value) => deeper(lead) + item(rdf, value)).join('')}${lead}</${rdf}${kind}>`

function newList(text: string, xmp: XmpDocument, { prefix, name, uri }: ListName, inside: Written): Edit {
  const [description] = xmp.descriptions
  const parent = description ?? xmp.rdf
  const known = namespaceAt(parent, prefix) === uri ? '' : ` xmlns:${prefix}="${uri}"`
  const list: Written = (lead) => `${lead}<${prefix}:${name}${known}>${inside(deeper(lead))}${lead}</${prefix}:${name}>`
  if (description) return lastIn(text, description, list)
  const rdf = prefixOf(xmp.rdf) === '' ? '' : `${prefixOf(xmp.rdf)}:`
  // An attribute without a prefix would be in no namespace.
  const about = rdf === '' ? '' : ` ${rdf}about=""`
  return lastIn(
    text,
    xmp.rdf,
    (lead) => `${lead}<${rdf}Description${about}>${list(deeper(lead))}${lead}</${rdf}Description>`,
  )
}

/** Behind the last element inside `parent`, laid out as that one is; an element written as empty is opened. */
function lastIn(text: string, parent: XmlElement, written: Written): Edit {
  const last = elementsOf(parent).at(-1)
  if (last) return { from: last.end, to: last.end, text: written(leadBefore(text, last.start)) }
  const lead = leadBefore(text, parent.start)
  const inside = written(deeper(lead)) + lead
  if (text.endsWith('/>', parent.end))
    return { from: parent.end - 2, to: parent.end, text: `>${inside}</${parent.name}>` }
  const at = text.lastIndexOf('</', parent.end)
  return { from: at, to: at, text: inside }
}

/** The line break and the blanks before a place, where nothing else stands on its line; else nothing. */
function leadBefore(text: string, at: number): string {
  let from = at
  while (text[from - 1] === ' ' || text[from - 1] === '\t') from--
  if (text[from - 1] !== '\n') return ''
  return text.slice(text[from - 2] === '\r' ? from - 2 : from - 1, at)
}

const deeper = (lead: string) => (lead === '' ? '' : lead + (lead.endsWith('\t') ? '\t' : ' '))

const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' }
/** Halves of characters and U+FFFE, U+FFFF have no place in XML. */
const escaped = (value: string) =>
  value.replace(/[\p{Cs}\ufffe\uffff]/gu, '\ufffd').replace(/[&<>]/g, (character) => entities[character])
