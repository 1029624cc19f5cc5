/** Labels are sacred: written all or none. */
import { describe, expect, it } from 'vitest'
import { addPhoto, addPhotos, taggedCatalogue, temporaryCatalogue } from './testing/support.ts'

describe('labels', () => {
  it('are set, changed and taken back', () => {
    const {
      tags,
      labels,
      tagId,
      photoIds: [a, b],
    } = taggedCatalogue()
    labels.set(tagId, [
      { photoId: a, label: 'yes' },
      { photoId: b, label: 'yes' },
    ])
    labels.set(tagId, [{ photoId: a, label: 'no' }])
    expect(tags.get(tagId)).toMatchObject({ yesCount: 1, noCount: 1, machineCount: 0 })
    expect(labels.list(tagId).map(({ photoId, label }) => [photoId, label])).toEqual([
      [b, 'yes'],
      [a, 'no'],
    ])
    labels.set(tagId, [{ photoId: a, label: null }])
    expect(tags.get(tagId)).toMatchObject({ yesCount: 1, noCount: 0 })
  })

  it('are written all or none: an unknown photo stops them', () => {
    const {
      labels,
      tagId,
      photoIds: [a],
    } = taggedCatalogue()
    const set = () =>
      labels.set(tagId, [
        { photoId: a, label: 'yes' },
        { photoId: 99, label: 'yes' },
      ])
    expect(set).toThrow(expect.objectContaining({ code: 'NOT_FOUND', message: expect.stringContaining('99') }))
    expect(labels.list(tagId)).toEqual([])
  })

  it('keep who set them: an import fills in and never takes the place of a person', () => {
    const { labels, tagId, photoIds } = taggedCatalogue()
    const [a, b] = photoIds
    labels.set(tagId, [{ photoId: a, label: 'yes' }])
    const imported = [a, b].map((photoId) => ({ photoId, label: 'no' as const }))
    labels.set(tagId, imported, 'import')
    labels.set(tagId, [{ photoId: a, label: null }], 'import')
    expect(labels.list(tagId).map(({ photoId, label, author }) => [photoId, label, author])).toEqual([
      [a, 'yes', 'person'],
      [b, 'no', 'import'],
    ])
    labels.set(tagId, [{ photoId: b, label: 'no' }])
    expect(labels.list(tagId)[1]).toMatchObject({ photoId: b, author: 'person' })
  })

  it('of many photos are one step of the history, with turns for others between', async () => {
    const catalogue = temporaryCatalogue()
    const { labels, history, tags } = catalogue
    const { tagId } = tags.create('Dogs')
    const photoIds = addPhotos(catalogue, 1600)
    let turnCount = 0
    const counter = setInterval(() => turnCount++)
    await labels.setAll(tagId, photoIds, 'yes')
    clearInterval(counter)
    expect(turnCount).toBeGreaterThan(2)
    expect(tags.get(tagId)?.yesCount).toBe(1600)
    expect(await labels.read(tagId)).toEqual(labels.list(tagId))
    expect(await history.undo()).toMatchObject({ kind: 'mark', detail: { count: 1600 } })
    expect(tags.get(tagId)?.yesCount).toBe(0)
  })

  it.each([1, 3, 1600])('of %i photos that are undone at once are what is undone', async (count) => {
    const catalogue = temporaryCatalogue()
    const { labels, tags, history } = catalogue
    const photoIds = addPhotos(catalogue, count + 1)
    const { tagId } = tags.create('Dogs')
    labels.set(tagId, [{ photoId: photoIds[count], label: 'yes' }])
    const marking = labels.setAll(tagId, Int32Array.from(photoIds.slice(0, count)), 'yes')
    expect(await history.undo()).toMatchObject({ kind: 'mark', detail: { count } })
    await marking
    expect(labels.list(tagId)).toMatchObject([{ photoId: photoIds[count], label: 'yes' }])
  })

  it('of one step are of one time', async () => {
    const catalogue = temporaryCatalogue()
    const { tagId } = catalogue.tags.create('Dogs')
    await catalogue.labels.setAll(tagId, Int32Array.from(addPhotos(catalogue, 600)), 'yes')
    expect(new Set(catalogue.labels.list(tagId).map(({ labelledAtMs }) => labelledAtMs)).size).toBe(1)
  })

  it('of a photo that is named twice is one', async () => {
    const catalogue = temporaryCatalogue()
    const { tagId } = catalogue.tags.create('Dogs')
    const [a, b] = addPhotos(catalogue, 2)
    await catalogue.labels.setAll(tagId, Int32Array.of(b, a, b), 'yes')
    expect(await catalogue.history.undo()).toMatchObject({ detail: { count: 2 } })
    const no = { photoId: a, label: 'no' } as const
    catalogue.labels.set(tagId, [no, no])
    expect(await catalogue.history.undo()).toMatchObject({ detail: { count: 1 } })
  })

  it('of many photos are none where one is unknown', async () => {
    const catalogue = temporaryCatalogue()
    const { tagId } = catalogue.tags.create('Dogs')
    const photoIds = Int32Array.of(...addPhotos(catalogue, 1600), 99_999)
    await expect(catalogue.labels.setAll(tagId, photoIds, 'yes')).rejects.toThrow('no photo 99999')
    expect(catalogue.labels.list(tagId)).toEqual([])
    expect(catalogue.history.list({ limit: 9 })).toHaveLength(1)
  })

  it('set alike again are no second mark', async () => {
    const { labels, history, tagId, photoIds } = taggedCatalogue()
    const mark = () => labels.set(tagId, [{ photoId: photoIds[0], label: 'yes' }])
    mark()
    const before = labels.list(tagId)
    mark()
    expect(labels.list(tagId)).toEqual(before)
    await history.undo()
    expect(labels.list(tagId)).toEqual([])
  })

  it('are taken over from what a photo was edited from, not of deleted tags', () => {
    const catalogue = taggedCatalogue()
    const { labels, tags, photos, tagId, photoIds } = catalogue
    const cats = tags.create('Cats').tagId
    for (const tag of [tagId, cats]) labels.set(tag, [{ photoId: photoIds[0], label: 'yes' }])
    tags.remove(cats)
    const edited = addPhoto(catalogue, 'edited', { editedFrom: photoIds[0] })
    expect(photos.detail(edited)?.offeredMarkCount).toBe(1)
    expect(labels.takeOver(edited)).toEqual({ markCount: 1, isChosen: false })
    expect(photos.detail(edited)).toMatchObject({ offeredMarkCount: 0, tags: [{ name: 'Dogs', label: 'yes' }] })
  })

  it('come with favourite and stars, where the edited photo has none of its own, as one step', async () => {
    const catalogue = taggedCatalogue()
    const { labels, photos, choices, history, photoIds } = catalogue
    await choices.set([photoIds[0]], { favourite: true })
    await choices.set([photoIds[0]], { rating: 4 })
    const edited = addPhoto(catalogue, 'edited', { editedFrom: photoIds[0] })
    const again = addPhoto(catalogue, 'edited again', { editedFrom: edited })
    expect(photos.detail(again)).toMatchObject({ favourite: false, offeredFavourite: true, offeredStars: 4 })
    await choices.set([edited], { rating: 2 })
    expect(photos.detail(again)).toMatchObject({ offeredStars: 2 })
    expect(photos.detail(edited)).toMatchObject({ offeredStars: null })
    expect(labels.takeOver(again)).toEqual({ markCount: 0, isChosen: true })
    const taken = { favourite: true, stars: 2, offeredFavourite: false, offeredStars: null }
    expect(photos.detail(again)).toMatchObject(taken)
    expect(labels.takeOver(again)).toEqual({ markCount: 0, isChosen: false })
    await history.undo()
    expect(photos.detail(again)).toMatchObject({ favourite: false, stars: null, offeredStars: 2 })
  })
})
