/** Tags into sidecars of other programs: theirs stays as it is, ours can be taken out again. */
import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { Random } from '../learning/random.ts'
import { changeList } from './change-list.ts'
import { isOneOf, lists, listKeys, unique, valuesFor, without } from './keywords.ts'
import { allKeywordsIn, emptySidecar, keywordsIn, withTags } from './tagged-sidecar.ts'
import { parseXmp, valuesOf } from './xmp-lists.ts'

const sidecar = (program: string) =>
  readFileSync(new URL(`../../../test/exchange/sidecars/${program}.xmp`, import.meta.url), 'utf8')

interface Given {
  machine?: string[]
  chosen?: string[] | null
  embedded?: string[]
}

const tagged = (text: string, names: string[], { machine = [], chosen = null, embedded = [] }: Given = {}) =>
  withTags(text, {
    tags: names.map((name) => ({ name, isMachine: machine.includes(name) })),
    chosen,
    embedded,
  })
const said = (text: string) => listKeys.map((key) => valuesOf(parseXmp(text), lists[key]))

describe.each([
  ['lightroom', ['Animals/Dogs', 'summer & sea']],
  ['digikam', ['People/Zoë', 'Places/Paris']],
  ['darktable', ['Flowers/Rose']],
])('a sidecar as %s writes it', (program, keywords) => {
  const text = sidecar(program)

  test('is read', () => expect(keywordsIn(text)).toEqual(keywords))

  test('gets a new keyword in all three lists, and every line that was there stays', () => {
    const after = tagged(text, ['Birds/Owl'])
    expect(new Set(allKeywordsIn(after))).toEqual(new Set([...keywords, 'Birds/Owl']))
    const [subject, hierarchical, tagsList] = said(after)
    expect(subject).toEqual(expect.arrayContaining(['Birds', 'Owl']))
    expect(hierarchical).toContain('Birds|Owl')
    // A program that reads this list alone would miss the others.
    expect(new Set(tagsList)).toEqual(new Set([...keywords, 'Birds/Owl']))
    const lines = after.split('\n')
    for (const line of text.split('\n')) {
      const at = lines.indexOf(line)
      expect(at, line).toBeGreaterThanOrEqual(0)
      lines.splice(0, at + 1)
    }
  })

  test('is the very same when ours is taken out again', () => {
    const added = tagged(text, ['Birds/Owl', keywords[0]], { machine: ['Birds/Owl'] })
    expect(added).not.toBe(text)
    expect(tagged(added, [])).toBe(text)
  })

  test('is left alone where it says all tags already', () => {
    expect(tagged(text, keywords)).toBe(text)
    expect(tagged(text, [])).toBe(text)
  })
})

describe('what is ours', () => {
  test('a level that another keyword needs stays', () => {
    const both = tagged(emptySidecar, ['Animals/Dogs', 'Animals/Cats'])
    expect(said(tagged(both, ['Animals/Cats']))).toEqual([['Animals', 'Cats'], ['Animals|Cats'], ['Animals/Cats']])
  })

  test('a value that was there before is not', () => {
    const before = changeList(emptySidecar, lists.subject, { add: ['Dogs'], remove: [] })
    const added = tagged(before, ['Animals/Dogs'])
    expect(said(added)).toEqual([['Dogs', 'Animals'], ['Animals|Dogs'], ['Animals/Dogs']])
    expect(said(tagged(added, []))).toEqual([['Dogs'], [], []])
  })

  test('with chosen tags what was written for others stays, levels that they share, too', () => {
    const both = tagged(emptySidecar, ['Animals/Dogs', 'Animals/Cats'])
    const [subject] = said(tagged(both, [], { chosen: ['Animals/Dogs'] }))
    expect(subject).toEqual(['Animals', 'Cats'])
  })

  test('what another program took out of the lists that it keeps goes from those that we began', () => {
    const added = tagged(sidecar('lightroom'), ['Owl'])
    const [subject, hierarchical] = ['subject', 'hierarchicalSubject'] as const
    const dropped = changeList(added, lists[subject], { add: [], remove: ['summer & sea'] })
    const edited = changeList(dropped, lists[hierarchical], { add: [], remove: ['summer & sea'] })
    expect(said(added)[2]).toEqual(['Animals/Dogs', 'summer & sea', 'Owl'])
    expect(said(tagged(edited, ['Owl']))[2]).toEqual(['Animals/Dogs', 'Owl'])
  })

  test('what another program put into a list that we began stays, and so does what we put there for it', () => {
    const added = tagged(sidecar('lightroom'), ['Owl'])
    const edited = changeList(added, lists.TagsList, { add: ['Fox'], remove: [] })
    expect(said(tagged(edited, []))[2]).toEqual(['Animals/Dogs', 'summer & sea', 'Fox'])
  })
})

test('a keyword in the photo itself needs no sidecar; beside a new one it is said again', () => {
  expect(tagged(emptySidecar, ['Dogs'], { embedded: ['Dogs', 'sea'] })).toBe(emptySidecar)
  const added = tagged(emptySidecar, ['Owl'], { embedded: ['Dogs', 'sea'] })
  expect(allKeywordsIn(added)).toEqual(['Dogs', 'sea', 'Owl'])
  expect(tagged(added, ['Owl'], { embedded: ['Dogs', 'sea'] })).toBe(added)
})

test("a machine's tags are not offered as anybody's keywords until a person says so", () => {
  const added = tagged(sidecar('lightroom'), ['Birds/Owl', 'Fox'], { machine: ['Birds/Owl'] })
  expect(keywordsIn(added)).toEqual(['Animals/Dogs', 'summer & sea', 'Fox'])
  expect(keywordsIn(tagged(added, ['Birds/Owl', 'Fox']))).toEqual(['Animals/Dogs', 'summer & sea', 'Birds/Owl', 'Fox'])
})

test('other letter case is the same keyword', () => {
  const text = sidecar('lightroom')
  expect(tagged(text, ['ANIMALS/dogs'])).toBe(text)
})

test('whatever tags come and go, others are kept, writing again changes nothing, and all of ours goes', () => {
  const random = new Random(7)
  const names = ['a', 'b', 'a/b', 'a/b/c', 'd|e', 'f\u2215g', '<h> "&"', 'i 😀', 'J', 'j/k', '\u2215\u2215']
  const some = () => names.filter(() => random.uniform() < 0.3)
  for (let round = 0; round < 150; round++) {
    const embedded = some()
    const foreign = listKeys.map((key) => valuesFor(key, some()))
    const bare = listKeys.reduce(
      (text, key, i) => changeList(text, lists[key], { add: foreign[i], remove: [] }),
      emptySidecar,
    )
    let text = bare
    for (let step = 0; step < 5; step++) {
      const [tags, machine] = [some(), some()]
      const chosen = random.uniform() < 0.3 ? some() : null
      const wanted = chosen ? tags.filter((tag) => isOneOf(tag, chosen)) : tags
      text = tagged(text, wanted, { machine, chosen, embedded })
      expect(tagged(text, wanted, { machine, chosen, embedded })).toBe(text)
      listKeys.forEach((key, i) => {
        const values = valuesOf(parseXmp(text), lists[key])
        expect(values).toEqual(unique(values))
        expect(without(foreign[i], values)).toEqual([])
      })
      expect(
        without(wanted, [...allKeywordsIn(text), ...embedded, ...valuesFor('subject', allKeywordsIn(text))]),
      ).toEqual([])
    }
    // What is left in a list that others keep, too, is what they say.
    const cleaned = tagged(text, [], { embedded })
    const kept = unique([...allKeywordsIn(bare), ...embedded])
    listKeys.forEach((key, i) => {
      const left = without(valuesOf(parseXmp(cleaned), lists[key]), foreign[i])
      expect(without(left, foreign[i].length > 0 ? valuesFor(key, kept) : [])).toEqual([])
    })
    if (!cleaned.includes('semblance')) expect(said(cleaned)).toEqual(foreign)
  }
})
