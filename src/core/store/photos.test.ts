/** Photos: identity by content, presence, the gallery's order and its speed. */
import { describe, expect, it } from 'vitest'
import { addPhoto, addPhotos, newPhoto, temporaryCatalogue, threadMs } from './testing/support.ts'

describe('a photo', () => {
  it('is found by content and by path, with all that is known of it', () => {
    const catalogue = temporaryCatalogue()
    const photoId = addPhoto(catalogue, 'a', { capturedAtMs: 77, pixelSlot: 3 })
    const { photos } = catalogue
    expect([photos.findByHash('hash of a'), photos.findByHash('x')]).toEqual([photoId, null])
    expect([photos.byPath('/photos/a.jpg'), photos.byPath('/photos/x.jpg')]).toEqual([photoId, null])
    expect([photos.contentHash(photoId), photos.contentHash(99)]).toEqual(['hash of a', null])
    const summary = { photoId, name: 'a.jpg', width: 640, height: 480, capturedAtMs: 77, favourite: false, stars: null }
    expect(photos.summary(photoId)).toEqual(summary)
    expect(photos.summaries([photoId, 99])).toEqual(new Map([[photoId, { ...summary, path: '/photos/a.jpg' }]]))
    const file = { path: '/photos/a.jpg', sizeBytes: 1000, modifiedAtMs: 2000, state: 'decoded' }
    const facts = {
      format: null,
      dateOrigin: null,
      camera: null,
      lens: null,
      rating: null,
      latitude: null,
      longitude: null,
      ownRating: null,
      keptOut: null,
      editedFrom: null,
      offeredMarkCount: 0,
      offeredFavourite: false,
      offeredStars: null,
      damage: null,
    }
    expect(photos.detail(photoId)).toEqual({ ...summary, ...facts, contentHash: 'hash of a', files: [file], tags: [] })
    expect([photos.detail(99), photos.summary(99)]).toEqual([null, null])
  })

  it('is one row per content', () => {
    const catalogue = temporaryCatalogue()
    addPhoto(catalogue, 'a')
    expect(() => addPhoto(catalogue, 'b', { contentHash: 'hash of a' })).toThrow(/UNIQUE/)
  })

  it('keeps its labels through a rename, and is present while any copy is', () => {
    const catalogue = temporaryCatalogue()
    const { files, photos, tags, folders } = catalogue
    const photoId = addPhoto(catalogue, 'a')
    const { tagId } = tags.create('dogs')
    catalogue.labels.set(tagId, [{ photoId, label: 'yes' }])
    const copy = files.upsertFound(folders.add('/photos').folderId, '/photos/renamed.jpg', 1000, 2000)
    files.markDecoded(copy, { photoId, contentHash: 'hash of a', damage: null })
    files.markGone([files.get('/photos/a.jpg')!.fileId])
    expect(photos.summary(photoId)?.name).toBe('renamed.jpg')
    expect([photos.count(), photos.byPath('/photos/a.jpg')]).toEqual([1, null])
    files.markFailed(copy, 'cut short')
    expect(photos.count()).toBe(0)
    expect(photos.detail(photoId)?.tags).toEqual([{ tagId, name: 'dogs', label: 'yes', confidence: null, runId: null }])
  })

  it('that becomes another one brings what a machine found, and is counted no more', async () => {
    const catalogue = temporaryCatalogue()
    const { photos, tags, tagRuns, history } = catalogue
    const holder = addPhoto(catalogue, 'a')
    const twins = ['b', 'c'].map((name) => addPhoto(catalogue, name, { pictureHash: null }))
    const { tagId } = tags.create('Dogs')
    const run = (photoIds: number[], confidence: number) =>
      tagRuns.create({
        tagId,
        modelVersion: null,
        assignments: photoIds.map((photoId) => ({ photoId, confidence })),
      })
    await run([holder, twins[0]], 0.6)
    const last = await run(twins, 0.9)
    for (const twin of twins) photos.setPicture(twin, 'picture of a')
    const found = async () => (await tagRuns.machineTags(tagId)).map(({ photoId, confidence }) => [photoId, confidence])
    expect([tags.get(tagId)?.machineCount, await found()]).toEqual([1, [[holder, 0.9]]])
    await tagRuns.undo(last.runId)
    expect(await found()).toEqual([[holder, 0.6]])
    await history.undo()
    expect(await found()).toEqual([[holder, 0.9]])
  })

  it('of an older version that has the picture of another becomes that one, with the marks of both', () => {
    const catalogue = temporaryCatalogue()
    const { photos, tags, files } = catalogue
    const [holder, twin] = [addPhoto(catalogue, 'a'), addPhoto(catalogue, 'b', { pictureHash: null })]
    const [dogs, cats] = [tags.create('dogs').tagId, tags.create('cats').tagId]
    catalogue.labels.set(dogs, [
      { photoId: holder, label: 'no' },
      { photoId: twin, label: 'yes' },
    ])
    catalogue.labels.set(cats, [{ photoId: twin, label: 'yes' }])
    expect(photos.setPicture(twin, 'picture of a')).toBe(holder)
    expect(files.get('/photos/b.jpg')).toMatchObject({ photoId: holder, hasPicture: 1 })
    expect(photos.detail(holder)?.tags.map(({ name, label }) => [name, label])).toEqual([
      ['cats', 'yes'],
      ['dogs', 'no'],
    ])
    expect(photos.count()).toBe(1)
    expect(tags.list().map(({ name, yesCount }) => [name, yesCount])).toEqual([
      ['cats', 1],
      ['dogs', 0],
    ])
    // Shown by the other's file from now on.
    photos.renew(holder, { ...newPhoto, contentHash: 'hash of b' }, false)
    expect(photos.findByHash('hash of b')).toBe(holder)
  })

  it('is shown by the file it was made from; what only belongs to it comes last', () => {
    const catalogue = temporaryCatalogue()
    const photoId = addPhoto(catalogue, 'm')
    const { files, photos, folders } = catalogue
    for (const [name, contentHash] of [
      ['a.mov', null],
      ['z.raw', 'another hash'],
    ] as const) {
      const fileId = files.upsertFound(folders.add('/photos').folderId, `/photos/${name}`, 1, 1)
      files.markDecoded(fileId, { photoId, contentHash, damage: null })
    }
    const order = ['/photos/m.jpg', '/photos/z.raw', '/photos/a.mov']
    expect(photos.detail(photoId)!.files.map(({ path }) => path)).toEqual(order)
    expect(photos.presentPath(photoId)).toBe(order[0])
    expect(files.markGone([files.get(order[0])!.fileId])).toEqual([order[1]])
    expect(photos.presentPath(photoId)).toBe(order[1])
  })

  it('gives its place up when its file holds another photo', () => {
    const catalogue = temporaryCatalogue()
    const before = addPhoto(catalogue, 'a')
    const after = addPhoto(catalogue, 'b')
    catalogue.files.markDecoded(catalogue.files.get('/photos/a.jpg')!.fileId, {
      photoId: after,
      contentHash: 'hash of b',
      damage: null,
    })
    expect(catalogue.photos.presentPath(before)).toBeNull()
    expect(catalogue.photos.page(0, 10).photos.map(({ photoId }) => photoId)).toEqual([after])
  })
})

describe('the gallery', () => {
  it('shows the newest capture first, undated last, then by id, only what is present', () => {
    const catalogue = temporaryCatalogue()
    const dates = { a: 10, b: null, c: 30, d: null, e: 10, gone: 50, old: -5 }
    for (const [name, capturedAtMs] of Object.entries(dates)) addPhoto(catalogue, name, { capturedAtMs })
    catalogue.files.markGone([catalogue.files.get('/photos/gone.jpg')!.fileId])
    const names = (offset: number, limit: number) =>
      catalogue.photos.page(offset, limit).photos.map(({ name }) => name[0])
    expect(names(0, 10)).toEqual(['c', 'a', 'e', 'o', 'b', 'd'])
    expect(names(1, 2)).toEqual(['a', 'e'])
    expect(catalogue.photos.page(9, 10)).toEqual({ total: 6, photos: [] })
  })

  it('pages 20,000 photos in milliseconds, at the end too, and counts with them', () => {
    const catalogue = temporaryCatalogue()
    addPhotos(catalogue, 20_000)
    const { ms } = threadMs(() => {
      for (let turn = 0; turn < 10; turn++) expect(catalogue.photos.page(19_800, 200).photos).toHaveLength(200)
    })
    // About 3 ms each here; sorting the table or probing every file takes ten times that.
    expect(ms / 10).toBeLessThan(30)
    expect(catalogue.photos.page(0, 1).total).toBe(20_000)
  })
})

describe('what learning and search read', () => {
  it('pixel slots of present photos, by id', () => {
    const catalogue = temporaryCatalogue()
    const ids = addPhotos(catalogue, 3)
    addPhoto(catalogue, 'without pixels')
    catalogue.files.markGone([catalogue.files.get('/photos/1.jpg')!.fileId])
    expect(catalogue.photos.pixelSlots()).toEqual({
      photoIds: Int32Array.of(ids[0], ids[2]),
      slots: Int32Array.of(0, 2),
      widths: Int32Array.of(640, 640),
      heights: Int32Array.of(480, 480),
    })
  })

  it('colour histograms, number for number', () => {
    const catalogue = temporaryCatalogue()
    const { photos } = catalogue
    expect(photos.colourHistogramSize()).toBe(0)
    const histograms = Float32Array.of(0.1, 0.2, 0.3, -0.5, 1e-30, 3e38)
    // Views into a larger array: only their own numbers may be stored.
    const a = addPhoto(catalogue, 'a', { colourHistogram: histograms.subarray(0, 3), pixelSlot: 0 })
    const b = addPhoto(catalogue, 'b', { colourHistogram: histograms.subarray(3, 6), pixelSlot: 1 })
    expect(photos.colourHistogramSize()).toBe(3)
    expect(photos.presentColours(3, { after: -1, limit: 9 })).toEqual({ photoIds: [a, b], rows: histograms, last: b })
    expect(photos.presentColours(3, { after: a, limit: 9 })).toEqual({
      photoIds: [b],
      rows: histograms.slice(3),
      last: b,
    })
    expect(photos.presentColours(3, { after: b, limit: 9 }).photoIds).toEqual([])
  })
})
