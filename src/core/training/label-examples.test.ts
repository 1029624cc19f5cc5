/** Marks become examples of kinds. */
import { expect, test } from 'vitest'
import { addPhotos, temporaryCatalogue } from '../store/testing/support.ts'
import { labelExamples, refinementMissing } from './label-examples.ts'

function marked(...kinds: [name: string, yes: number[], no: number[]][]) {
  const catalogue = temporaryCatalogue()
  const photoIds = addPhotos(catalogue, 40)
  for (const [name, yes, no] of kinds) {
    const labels = [
      ...yes.map((i) => ({ photoId: photoIds[i], label: 'yes' as const })),
      ...no.map((i) => ({ photoId: photoIds[i], label: 'no' as const })),
    ]
    catalogue.labels.set(catalogue.tags.create(name).tagId, labels)
  }
  return { catalogue, photoIds }
}
const range = (from: number, to: number) => Array.from({ length: to - from }, (_, i) => from + i)

test('a tag is a kind, photos that are only no are one more, a quarter of each is kept out', () => {
  const { catalogue, photoIds } = marked(
    ['dogs', range(0, 12), [20, 30, 31, 32, 33, 34]],
    ['cats', range(12, 24), range(0, 5)],
  )
  const { photoIds: chosen, classes, asked } = labelExamples(catalogue, (photoId) => photoIds.includes(photoId))
  const countOf = (kind: number) => classes.filter((each) => each === kind).length
  // Photo 20 is a cat, so it is none of "none of them"; cats and dogs come in the order of their names.
  expect([countOf(0), countOf(1), countOf(2)]).toEqual([12, 12, 5])
  expect(chosen.slice(-5)).toEqual(range(30, 35).map((i) => photoIds[i]))
  expect([0, 1, 2].map((kind) => classes.filter((each, i) => each === kind && asked[i]).length)).toEqual([3, 3, 1])
})

test.each<[string, Parameters<typeof marked>]>([
  ['one kind', [['dogs', range(0, 30), []]]],
  [
    'too few in all',
    [
      ['dogs', range(0, 6), []],
      ['cats', range(6, 12), []],
    ],
  ],
  ['too few of the second', [['dogs', range(0, 25), [30, 31]]]],
])('%s is refused, saying how many it takes', (_, kinds) => {
  const { catalogue, photoIds } = marked(...kinds)
  expect(() => labelExamples(catalogue, (photoId) => photoIds.includes(photoId))).toThrow(
    /at least 20 marks of 2 kinds, 5 or more of each.*There are (\d+|enough, but) of \d kinds?\./,
  )
})

test('fewer than it takes of each kind are not said to be none', () => {
  const { catalogue } = marked(['dogs', range(0, 4), [20, 21]])
  expect(refinementMissing(catalogue, () => true)).toMatch(/No kind has 5 yet\.$/)
})

test('photos that are gone do not count', () => {
  const { catalogue, photoIds } = marked(['dogs', range(0, 12), []], ['cats', range(12, 24), []])
  expect(() => labelExamples(catalogue, (photoId) => photoIds.slice(0, 14).includes(photoId))).toThrow(
    /There are 12 of 1/,
  )
})

test('whether there are enough is told from the first marks', () => {
  const kinds = ['dogs', 'cats'].map((name): [string, number[], number[]] => [name, range(0, 40), []])
  const { catalogue } = marked(...kinds)
  let askedCount = 0
  expect(refinementMissing(catalogue, () => ++askedCount > 0)).toBeNull()
  expect(askedCount).toBe(40)
})
