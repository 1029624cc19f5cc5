/** Tags by photo, slice by slice. */
import { expect, it } from 'vitest'
import { addPhotos, temporaryCatalogue } from './testing/support.ts'

const yes = (...photoIds: number[]) => photoIds.map((photoId) => ({ photoId, label: 'yes' as const }))
const no = (...photoIds: number[]) => photoIds.map((photoId) => ({ photoId, label: 'no' as const }))

function catalogueWithThree() {
  const catalogue = temporaryCatalogue()
  const photoIds = addPhotos(catalogue, 3)
  const modelVersion = catalogue.models.create({ seed: 1, recipe: { embeddingSize: 2 } as never, origin: 'trained' })
  const run = (tagId: number, confidence: number | null, score: number | null = null) =>
    catalogue.tagRuns.create({
      tagId,
      modelVersion,
      scorer: 'logistic',
      assignments: Array.from(photoIds, (photoId) => ({ photoId, confidence, score })),
    })
  return { ...catalogue, photoIds, modelVersion, run }
}

it('says one row a photo and tag, by photo and name: marks, and machine tags while their run stands', async () => {
  const { tags, labels, tagRuns, tagRows, photoIds, modelVersion, run } = catalogueWithThree()
  const [a, b, c] = photoIds
  const [sea, dogs] = [tags.create('sea').tagId, tags.create('Animals/Dogs').tagId]
  labels.set(sea, yes(a))
  labels.set(dogs, [...yes(a), ...no(b)])
  const [first, second] = [await run(dogs, 0.6), await run(dogs, 0.8, 1.5)]
  const all = () => tagRows.between(0, c).map((row) => [row.photoId, row.tag, row.value, row.confidence, row.run])
  const { runId } = second
  expect(all()).toEqual([
    [a, 'Animals/Dogs', 'yes', 0.8, runId],
    [a, 'sea', 'yes', null, null],
    [b, 'Animals/Dogs', 'no', null, null],
    [c, 'Animals/Dogs', 'machine', 0.8, runId],
  ])
  expect(tagRows.between(b, c)).toEqual([
    {
      photoId: c,
      tagId: dogs,
      tag: 'Animals/Dogs',
      value: 'machine',
      author: 'machine',
      confidence: 0.8,
      score: 1.5,
      scorer: 'logistic',
      run: runId,
      modelVersion,
      timeMs: second.createdAtMs,
    },
  ])
  await tagRuns.undo(runId)
  expect(all()[3]).toEqual([c, 'Animals/Dogs', 'machine', 0.6, first.runId])
  await tagRuns.undo(first.runId)
  expect(all()).toHaveLength(3)
  expect(tagRows.lastPhotoId()).toBe(b)
})

it('says no machine tag that a mark of another tag contradicts, and nothing of deleted tags', async () => {
  const { tags, labels, tagRows, photoIds, run } = catalogueWithThree()
  const [a, b, c] = photoIds
  const dogs = tags.create('Animals/Dogs').tagId
  const { tagId: animals } = tags.create('Animals')
  const cats = tags.create('Animals/Cats').tagId
  tags.setExclusive(animals, true)
  await run(dogs, null)
  labels.set(animals, no(a))
  labels.set(cats, yes(b))
  const all = () => tagRows.between(0, c).map((row) => [row.photoId, row.tag, row.value])
  expect(all()).toEqual([
    [a, 'Animals', 'no'],
    [b, 'Animals/Cats', 'yes'],
    [c, 'Animals/Dogs', 'machine'],
  ])
  expect(tagRows.names().map(({ name }) => name)).toEqual(
    expect.arrayContaining(['Animals', 'Animals/Dogs', 'Animals/Cats']),
  )
  tags.remove(animals)
  expect(all()).toEqual([])
})

it('has no last photo where nothing is tagged', () => expect(temporaryCatalogue().tagRows.lastPhotoId()).toBe(0))
