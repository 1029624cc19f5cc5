/** A person's marks are asked before another model takes the place of the one in use. */
import { expect, test } from 'vitest'
import type { ModelOrigin } from '../../shared/domain.ts'
import { addPhotos, temporaryCatalogue } from '../store/testing/support.ts'
import { judgeNewBank } from './new-model.ts'

const size = 16
const made = { embeddingSize: size, trainingSeconds: 1, imagesPerSecond: 1, encoderPath: 'none' }

/** Photos of a kind lie near each other, no two alike. */
function bankOf(photoIds: Int32Array, kindOf: (at: number) => number) {
  const embeddings = new Float32Array(photoIds.length * size)
  photoIds.forEach((_, at) => {
    embeddings[at * size + kindOf(at)] = 0.9
    embeddings[at * size + 8 + (at % 8)] = Math.sqrt(1 - 0.9 ** 2)
  })
  return { photoIds, embeddings, embeddingSize: size }
}

const byMarks = (at: number) => Math.floor(at / 10)
const byOtherThings = (at: number) => at % 4

/** Forty photos, known by `byMarks` to the model in use; of each tag the photos that are marked yes. */
function library(origin: ModelOrigin, yes: Record<string, number[]>) {
  const catalogue = temporaryCatalogue()
  const photoIds = addPhotos(catalogue, 40)
  const version = catalogue.models.create({ seed: 1, recipe: { embeddingSize: size }, origin })
  catalogue.models.publish(version, { ...made, ...bankOf(photoIds, byMarks) })
  for (const [name, places] of Object.entries(yes)) {
    const labels = places.map((at) => ({ photoId: photoIds[at], label: 'yes' as const }))
    catalogue.labels.set(catalogue.tags.create(name).tagId, labels)
  }
  const judged = (kindOf: typeof byMarks) => judgeNewBank(catalogue, bankOf(photoIds, kindOf), null)
  return { judged }
}
const range = (from: number, to: number) => Array.from({ length: to - from }, (_, i) => from + i)

test.each<ModelOrigin>(['refined', 'trained'])('where tags have only yes the others serve as no: %s', (origin) => {
  const { judged } = library(origin, { dogs: range(0, 10), cats: range(10, 20) })
  expect(judged(byOtherThings)).toMatchObject({
    verdict: 'worse on labels',
    scores: { agreement: { count: 20 }, agreementBefore: { share: 1, count: 20 } },
  })
  expect(judged(byMarks).verdict).toBe('fit')
})

test('what has the tag above or beneath is no counterpart', () => {
  const { judged } = library('trained', { animals: range(0, 10), 'animals/dogs': range(10, 20) })
  expect(judged(byOtherThings)).toMatchObject({ verdict: 'fit', scores: { agreement: { count: 0 } } })
})

test('a refined model stays where no marks can tell; another gives way', () => {
  const yes = { dogs: range(0, 10) }
  expect(library('refined', yes).judged(byOtherThings).verdict).toBe('too few labels')
  expect(library('trained', yes).judged(byOtherThings).verdict).toBe('fit')
})

test('of many tags no more is asked than of a few', () => {
  const yes = Object.fromEntries(range(0, 200).map((tag) => [`tag ${tag}`, range(0, 30).map((at) => (at + tag) % 40)]))
  const { count } = library('trained', yes).judged(byMarks).scores.agreement
  expect(count).toBeGreaterThan(500)
  expect(count).toBeLessThanOrEqual(1000)
})
