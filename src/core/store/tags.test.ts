/** Tags: their names, and what goes with them. */
import { describe, expect, it } from 'vitest'
import { addPhotos, taggedCatalogue, temporaryCatalogue } from './testing/support.ts'

describe('tags', () => {
  it('have one name each, letter case and accents as composed ignored', () => {
    const { tags, tagId } = taggedCatalogue()
    expect(tags.create(' dOGS ')).toMatchObject({ tagId, name: 'Dogs' })
    const ete = tags.create('Été')
    expect(tags.create('été'.normalize('NFD')).tagId).toBe(ete.tagId)
    expect(tags.list().map(({ name }) => name)).toEqual(['Dogs', 'Été'])
    expect([tags.get(tagId)?.name, tags.get(99)]).toEqual(['Dogs', null])
  })

  it('are renamed, in letter case too, but not to a name that is taken', () => {
    const { tags, tagId } = taggedCatalogue()
    tags.create('Cats')
    expect(tags.rename(tagId, 'DOGS').name).toBe('DOGS')
    expect(() => tags.rename(tagId, 'cats')).toThrow(expect.objectContaining({ code: 'INVALID_ARGUMENT' }))
    expect(tags.rename(tagId, 'Hounds')).toMatchObject({ tagId, name: 'Hounds' })
  })

  it('go with their labels and runs, which are counted, and take nothing of another tag', async () => {
    const {
      tags,
      labels,
      tagRuns,
      tagId,
      photoIds: [a, b, c],
      run,
    } = taggedCatalogue()
    const other = tags.create('Cats')
    labels.set(tagId, [
      { photoId: a, label: 'yes' },
      { photoId: b, label: 'no' },
    ])
    labels.set(other.tagId, [{ photoId: a, label: 'no' }])
    await run({ [c]: 0.9 })
    expect(tags.remove(tagId)).toBe(2)
    expect([tags.get(tagId), tagRuns.list(), tags.list().map(({ tagId }) => tagId)]).toEqual([null, [], [other.tagId]])
    expect(labels.list(other.tagId)).toHaveLength(1)
  })
})

describe('tags in tags', () => {
  const namesOf = ({ list }: { list(): { name: string }[] }) => list().map(({ name }) => name)

  it('are made with those that they lie in, each once, letter case and spaces ignored', () => {
    const { tags } = taggedCatalogue()
    const rex = tags.create('Animals/Dogs/Rex')
    expect(tags.create(' animals / DOGS//rex ').tagId).toBe(rex.tagId)
    tags.create('Animals 2')
    expect(namesOf(tags)).toEqual(['Animals', 'Animals/Dogs', 'Animals/Dogs/Rex', 'Animals 2', 'Dogs'])
    expect(tags.get(rex.parentId!)?.name).toBe('Animals/Dogs')
    expect(() => tags.create(' / ')).toThrow(expect.objectContaining({ code: 'INVALID_ARGUMENT' }))
  })

  it('move with what they lie in, and never into themselves', () => {
    const { tags, tagId } = taggedCatalogue()
    const rex = tags.create('Dogs/Rex')
    tags.rename(tagId, 'Animals/Hounds')
    expect(tags.get(rex.tagId)?.name).toBe('Animals/Hounds/Rex')
    expect(() => tags.rename(tagId, 'Animals/Hounds/Rex/Hounds')).toThrow(/cannot lie in itself/)
    expect(() => tags.rename(rex.tagId, 'Animals/hounds')).toThrow(/already a tag/)
    expect(namesOf(tags)).toEqual(['Animals', 'Animals/Hounds', 'Animals/Hounds/Rex'])
    expect(tags.rename(rex.tagId, 'Rex')).toMatchObject({ name: 'Rex', parentId: null })
  })

  it('go and come back with what they lie in, whose name is free meanwhile', async () => {
    const { tags, labels, history, tagId, photoIds } = taggedCatalogue()
    const rex = tags.create('Dogs/Rex').tagId
    labels.set(rex, [{ photoId: photoIds[0], label: 'yes' }])
    expect(tags.remove(tagId)).toBe(1)
    expect([tags.get(rex), namesOf(tags)]).toEqual([null, []])
    expect(tags.create('Dogs/Rex').tagId).toBeGreaterThan(rex)
    await history.undo()
    await history.undo()
    expect(tags.get(rex)).toMatchObject({ name: 'Dogs/Rex', yesCount: 1 })
  })

  it('show their photos in those that they lie in, unless these are a no', async () => {
    const { tags, labels, tagRuns, photos, tagId, photoIds } = taggedCatalogue()
    const rex = tags.create('Dogs/Rex').tagId
    const [a, b, c] = photoIds
    labels.set(rex, [{ photoId: a, label: 'yes' }])
    await tagRuns.create({ tagId: rex, modelVersion: null, assignments: [{ photoId: b }, { photoId: c }] })
    const shown = () => [tagId, rex].map((tag) => tags.get(tag)?.carriedCount)
    expect(shown()).toEqual([3, 3])
    labels.set(
      tagId,
      [a, b].map((photoId) => ({ photoId, label: 'no' as const })),
    )
    expect(shown()).toEqual([1, 2])
    expect(tags.list().map(({ name, machineCount }) => [name, machineCount])).toEqual([
      ['Dogs', 0],
      ['Dogs/Rex', 1],
    ])
    expect(photos.detail(b)?.tags).toMatchObject([{ name: 'Dogs', label: 'no' }])
  })

  it('exclude each other where the one that they lie in says so', async () => {
    const { tags, labels, tagRuns, photos, photoIds } = taggedCatalogue()
    const [day, noon, night, other] = ['Time/Day', 'Time/Day/Noon', 'Time/Night', 'Place/Night'].map(
      (name) => tags.create(name).tagId,
    )
    const [a, b] = photoIds
    const yes = (tag: number) => labels.set(tag, [{ photoId: a, label: 'yes' }])
    tags.setExclusive(tags.get(day)!.parentId!, true)
    await tagRuns.create({ tagId: night, modelVersion: null, assignments: [{ photoId: a }, { photoId: b }] })
    yes(other)
    yes(noon)
    expect((await tagRuns.machineTags(night)).map(({ photoId }) => photoId)).toEqual([b])
    expect([labels.excludedPhotos(night), labels.excludedPhotos(day)]).toEqual([[a], []])
    yes(day)
    yes(night)
    expect(photos.detail(a)?.tags.map(({ name, label }) => [name, label])).toEqual([
      ['Place/Night', 'yes'],
      ['Time/Night', 'yes'],
    ])
    expect(await tagRuns.machineTags(night)).toHaveLength(2)
  })

  it('count the photos that they are shown with, each once, without hidden ones', async () => {
    const { tags, labels, tagRuns, choices, tagId, photoIds, run } = taggedCatalogue()
    const [a, b, c, d] = photoIds
    const counts = () => Object.fromEntries(tags.list().map(({ name, carriedCount }) => [name, carriedCount]))
    await run({ [a]: 0.9, [b]: 0.8, [c]: 0.7 })
    labels.set(tagId, [
      { photoId: a, label: 'yes' },
      { photoId: b, label: 'no' },
      { photoId: d, label: 'yes' },
    ])
    expect(counts()).toEqual({ Dogs: 3 })
    const rex = tags.create('Dogs/Rex').tagId
    labels.set(
      rex,
      [a, b].map((photoId) => ({ photoId, label: 'yes' as const })),
    )
    expect(counts()).toEqual({ Dogs: 3, 'Dogs/Rex': 2 })
    await choices.set([a, c], { keptOut: 'hidden' })
    expect(counts()).toEqual({ Dogs: 1, 'Dogs/Rex': 1 })
    await tagRuns.undo(tagRuns.list()[0].runId)
    tags.remove(rex)
    expect(counts()).toEqual({ Dogs: 1 })
  })

  it('become one with marks, runs and all that lies in them; the marks of the one that stays go first', async () => {
    const { tags, labels, tagRuns, run, tagId, photoIds } = taggedCatalogue()
    const [a, b, c] = photoIds
    const [hounds, rex, twin] = ['Hounds', 'Hounds/Rex', 'Dogs/Rex'].map((name) => tags.create(name).tagId)
    labels.set(hounds, [{ photoId: a, label: 'no' }])
    labels.set(twin, [{ photoId: c, label: 'yes' }])
    labels.set(
      tagId,
      [a, b].map((photoId) => ({ photoId, label: 'yes' as const })),
    )
    await run({ [c]: 0.9 })
    expect(await tags.merge(tagId, hounds)).toMatchObject({ name: 'Hounds', yesCount: 1, noCount: 1, machineCount: 1 })
    expect(namesOf(tags)).toEqual(['Hounds', 'Hounds/Rex'])
    expect(tags.get(rex)?.yesCount).toBe(1)
    expect(tagRuns.list()).toMatchObject([{ tagId: hounds, tagName: 'Hounds' }])
    await expect(tags.merge(hounds, rex)).rejects.toThrow(/part of itself/)
    await expect(tags.merge(hounds, hounds)).rejects.toThrow(/part of itself/)
    await expect(tags.merge(tagId, hounds)).rejects.toThrow(expect.objectContaining({ code: 'NOT_FOUND' }))
  })

  it('bring what is marked while they become one', async () => {
    const catalogue = temporaryCatalogue()
    const { tags, labels, history } = catalogue
    const photoIds = addPhotos(catalogue, 1200)
    const [dogs, hounds] = ['Dogs', 'Hounds'].map((name) => tags.create(name).tagId)
    await labels.setAll(dogs, photoIds, 'yes')
    const merged = tags.merge(dogs, hounds)
    labels.set(dogs, [{ photoId: photoIds[0], label: 'no' }])
    expect(await merged).toMatchObject({ yesCount: 1199, noCount: 1 })
    await history.undo()
    await history.undo()
    expect(tags.list()).toMatchObject([{ yesCount: 1200 }, { yesCount: 0, noCount: 0 }])
  })
})
