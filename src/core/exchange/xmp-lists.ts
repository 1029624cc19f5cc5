/** Lists in an XMP document (XMP specification part 1, 7.5 and 7.7), read with where in the text they stand. */
import { parseXml, XmlElement, type XmlNode } from '@rgrove/parse-xml'
import { SemblanceError } from '../../shared/errors.ts'

const rdfUri = 'http://www.w3.org/1999/02/22-rdf-syntax-ns#'

export interface ListName {
  uri: string
  /** As other programs write it; what is read goes by the URI. */
  prefix: string
  name: string
  /** Of a list that is made new. */
  kind: 'Bag' | 'Seq'
}

export interface XmpDocument {
  rdf: XmlElement
  descriptions: XmlElement[]
}

/** Throws INVALID_ARGUMENT where it is no well-formed XML or holds no RDF. */
export function parseXmp(text: string): XmpDocument {
  const root = rootOf(text)
  const rdf = [root, ...elementsOf(root)].find((element) => isNamed(element, rdfUri, 'RDF'))
  if (!rdf) throw new SemblanceError('INVALID_ARGUMENT', 'The sidecar holds no XMP: there is no rdf:RDF in it.')
  return { rdf, descriptions: elementsOf(rdf).filter((element) => isNamed(element, rdfUri, 'Description')) }
}

function rootOf(text: string): XmlElement {
  try {
    return parseXml(text, { includeOffsets: true }).root!
  } catch (cause) {
    const why = cause instanceof RangeError ? 'it is nested too deeply' : (cause as Error).message.split('\n')[0]
    throw new SemblanceError('INVALID_ARGUMENT', `The sidecar is no well-formed XML: ${why}.`, { cause })
  }
}

export const elementsOf = (parent: XmlElement): XmlElement[] =>
  parent.children.filter((child) => child instanceof XmlElement)

/** What a prefix stands for at a place; '' is the default namespace. Null where it stands for nothing. */
export function namespaceAt(place: XmlNode, prefix: string): string | null {
  const attribute = prefix === '' ? 'xmlns' : `xmlns:${prefix}`
  for (let node: XmlNode | null = place; node instanceof XmlElement; node = node.parent)
    if (Object.hasOwn(node.attributes, attribute)) return node.attributes[attribute]
  return null
}

export const prefixOf = ({ name }: XmlElement): string => (name.includes(':') ? name.slice(0, name.indexOf(':')) : '')

function isNamed(element: XmlElement, uri: string, name: string): boolean {
  return element.name.slice(element.name.indexOf(':') + 1) === name && namespaceAt(element, prefixOf(element)) === uri
}

/** What stands in the list's place as an attribute of a description: RDF lets a single value be said so. */
export const attributesOf = ({ descriptions }: XmpDocument, { uri, name }: ListName): string[] =>
  descriptions.flatMap((description) =>
    Object.entries(description.attributes)
      .filter(([key]) => {
        const [prefix, local] = key.split(':')
        return local === name && namespaceAt(description, prefix) === uri
      })
      .map(([, value]) => value.trim()),
  )

/** The elements that hold the list: one, or none; more only where a program made a mistake. */
export const propertiesOf = ({ descriptions }: XmpDocument, { uri, name }: ListName): XmlElement[] =>
  descriptions.flatMap(elementsOf).filter((element) => isNamed(element, uri, name))

/** The Bag, Seq or Alt inside such an element. */
export const arrayOf = (property: XmlElement): XmlElement | undefined =>
  elementsOf(property).find((element) => ['Bag', 'Seq', 'Alt'].some((kind) => isNamed(element, rdfUri, kind)))

export const itemsOf = (array: XmlElement): XmlElement[] =>
  elementsOf(array).filter((element) => isNamed(element, rdfUri, 'li'))

export const valueOf = (element: XmlElement): string => element.text.trim()

/** What the list says, in order. A single value in place of a list is taken for one of it. */
export function valuesOf(xmp: XmpDocument, list: ListName): string[] {
  const holders = propertiesOf(xmp, list).flatMap((property) => {
    const array = arrayOf(property)
    return array ? itemsOf(array) : [property]
  })
  return [...attributesOf(xmp, list), ...holders.map(valueOf)].filter((value) => value !== '')
}
