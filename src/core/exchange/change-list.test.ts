/** One list of a document changed: every other character stays, however the document is laid out. */
import { describe, expect, test } from 'vitest'
import { changeList } from './change-list.ts'
import { lists } from './keywords.ts'
import { parseXmp, valuesOf } from './xmp-lists.ts'

const { subject } = lists
const rdf = 'xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"'
const dc = 'xmlns:dc="http://purl.org/dc/elements/1.1/"'
const document = (inside: string) =>
  `<?xpacket begin="\ufeff"?>\n<x:xmpmeta xmlns:x="adobe:ns:meta/">\n <rdf:RDF ${rdf}>\n${inside}\n </rdf:RDF>\n</x:xmpmeta>\n   \n<?xpacket end='r'?>`
const bag = (...values: string[]) =>
  document(`  <rdf:Description rdf:about='' ${dc} xmlns:u="urn:u" u:a = "1&#xA;2">
   <dc:subject>
    <rdf:Bag>
${values.map((value) => `     <rdf:li>${value}</rdf:li>\n`).join('')}    </rdf:Bag>
   </dc:subject>
   <!-- <dc:subject/> -->
   <u:b><![CDATA[</rdf:Bag>]]>\u2028\u0085&#x41;</u:b>
  </rdf:Description>`)

const add = (text: string, ...values: string[]) => changeList(text, subject, { add: values, remove: [] })
const remove = (text: string, ...values: string[]) => changeList(text, subject, { add: [], remove: values })
const read = (text: string) => valuesOf(parseXmp(text), subject)

test('what is added stands behind the rest, laid out alike', () =>
  expect(add(bag('a'), 'b', '<c> & "d"')).toBe(bag('a', 'b', '&lt;c&gt; &amp; "d"')))

test('what is removed leaves no blank line', () => expect(remove(bag('a', 'b', 'c'), 'b', 'a')).toBe(bag('c')))

test('at once', () => expect(changeList(bag('a', 'b'), subject, { add: ['c'], remove: ['a', 'b'] })).toBe(bag('c')))

test('a list that nothing is left of goes, and nothing else', () => {
  const gone = remove(bag('a'), 'a')
  expect(gone).toBe(bag('a').replace(/\n {3}<dc:subject>[^]*<\/dc:subject>(?=\n {3}<!--)/, ''))
  expect(read(gone)).toEqual([])
})

describe('every form that a list is found in', () => {
  test.each<[string, string]>([
    ['tabs and CRLF', bag('a').replaceAll('\n', '\r\n').replaceAll('  ', '\t')],
    ['one line', bag('a').replaceAll(/\n */g, '')],
    [
      'another prefix',
      bag('a')
        .replaceAll('rdf:', 'r:')
        .replaceAll('xmlns:rdf', 'xmlns:r')
        .replaceAll('dc:', 'd:')
        .replace('xmlns:dc', 'xmlns:d'),
    ],
    [
      'RDF as the default namespace',
      bag('a')
        .replaceAll(/(<\/?)rdf:/g, '$1')
        .replaceAll('xmlns:rdf=', 'xmlns=')
        .replace("rdf:about=''", ''),
    ],
    ['a Seq', bag('a').replaceAll('rdf:Bag>\n', 'rdf:Seq>\n')],
    ['an empty Bag', bag()],
    ['a Bag written as empty', bag().replace(/<rdf:Bag>\s*<\/rdf:Bag>/, '<rdf:Bag />')],
    ['no list', document(`  <rdf:Description ${dc}>\n   <dc:title/>\n  </rdf:Description>`)],
    ['a description written as empty', document('  <rdf:Description rdf:about=""/>')],
    ['a description without elements', document('  <rdf:Description\n    rdf:about="">\n  </rdf:Description>')],
    ['no description', document('')],
    ['RDF without a wrapper', `<rdf:RDF ${rdf}/>`],
    [
      'a prefix that is something else',
      document('  <rdf:Description xmlns:dc="urn:other" dc:subject="x"><dc:subject/></rdf:Description>'),
    ],
  ])('%s', (_, text) => {
    const before = read(text)
    const added = add(text, 'b 😀', 'c')
    expect(read(added)).toEqual([...before, 'b 😀', 'c'])
    expect(read(remove(added, 'b 😀', 'c'))).toEqual(before)
    // Each line that was there is there still, in order, but for one that had to be opened.
    const lines = added.split('\n')
    const lost = text.split('\n').filter((line) => {
      const at = lines.indexOf(line)
      if (at >= 0) lines.splice(0, at + 1)
      return at < 0
    })
    expect(lost.length).toBeLessThanOrEqual(1)
  })
})

test.each([
  ['no XML', 'keywords: a, b', /no well-formed XML/],
  ['cut short', bag('a').slice(0, 300), /no well-formed XML.*line/],
  ['empty', '', /no well-formed XML/],
  ['HTML', '<html><body/></html>', /holds no XMP/],
  ['an entity of its own', `<!DOCTYPE a [<!ENTITY b "c">]><rdf:RDF ${rdf}>&b;</rdf:RDF>`, /no well-formed XML/],
  ['nested without end', '<a>'.repeat(100_000), /nested too deeply/],
])('%s is refused', (_, text, message) => expect(() => add(text, 'a')).toThrow(message))

test.each([
  ['an element', `<rdf:Description ${dc}><dc:subject>a</dc:subject></rdf:Description>`],
  ['an attribute', `<rdf:Description ${dc} dc:subject="a"/>`],
])('a value in place of a list, %s, is read, and not made a list of', (_, single) => {
  expect(read(document(single))).toEqual(['a'])
  expect(() => add(document(single), 'b')).toThrow(/dc:subject is not a list of keywords/)
})

test('what XML has no place for does not break the document', () =>
  expect(read(add(bag(), 'half \ud83d and \uffff'))).toEqual(['half \ufffd and \ufffd']))
