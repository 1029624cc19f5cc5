/** Folders and files: every file has a state, and what becomes of it. */
import { describe, expect, it } from 'vitest'
import { addPhoto, temporaryCatalogue } from './testing/support.ts'

function withFile() {
  const catalogue = temporaryCatalogue()
  const { folderId } = catalogue.folders.add('/photos')
  const fileId = catalogue.files.upsertFound(folderId, '/photos/b.jpg', 100, 5.5)
  return { ...catalogue, catalogue, folderId, fileId }
}

describe('folders', () => {
  it('are added once and listed by path with their photos, copies counted once', () => {
    const catalogue = temporaryCatalogue()
    const { folderId } = catalogue.folders.add('/photos')
    expect(catalogue.folders.add('/photos').folderId).toBe(folderId)
    catalogue.folders.add('/other')
    const photoId = addPhoto(catalogue, 'a')
    catalogue.files.markDecoded(catalogue.files.upsertFound(folderId, '/photos/copy.jpg', 1, 1), {
      photoId,
      contentHash: 'hash of a',
      damage: null,
    })
    expect(catalogue.folders.list().map(({ path, photoCount }) => [path, photoCount])).toEqual([
      ['/other', 0],
      ['/photos', 1],
    ])
  })
})

describe('files', () => {
  it('start as found', () => {
    const { files, fileId, folderId } = withFile()
    expect(files.get('/photos/b.jpg')).toEqual({
      fileId,
      folderId,
      path: '/photos/b.jpg',
      sizeBytes: 100,
      modifiedAtMs: 5.5,
      photoId: null,
      state: 'found',
      reason: null,
      attempts: 0,
      contentHash: null,
      damage: null,
      hasPicture: null,
    })
    expect(files.get('/photos/none.jpg')).toBeNull()
  })

  it('stay as they are when found again unchanged, and are read again when size or time changed', () => {
    const { catalogue, files, folderId } = withFile()
    const photoId = addPhoto(catalogue, 'a')
    const again = (sizeBytes: number, modifiedAtMs: number) => {
      files.upsertFound(folderId, '/photos/a.jpg', sizeBytes, modifiedAtMs)
      return files.get('/photos/a.jpg')
    }
    expect(again(1000, 2000)).toMatchObject({ state: 'decoded', photoId })
    expect(again(1000, 2001)).toMatchObject({ state: 'found', photoId, modifiedAtMs: 2001 })
    expect(again(1001, 2001)).toMatchObject({ state: 'found', sizeBytes: 1001 })
  })

  it('are listed by photo, page by page, where they can be reached now, and by the name before their ending', () => {
    const { catalogue, files, folderId } = withFile()
    const photoIds = ['a', 'b', 'c'].map((name) => addPhoto(catalogue, name))
    const copyOf = (path: string, folder: number, photoId: number) =>
      files.markDecoded(files.upsertFound(folder, path, 1, 1), { photoId, contentHash: path, damage: null })
    copyOf('/photos/b.png', folderId, photoIds[0])
    const away = catalogue.folders.add('/away').folderId
    copyOf('/away/c.jpg', away, photoIds[2])
    files.markGone([files.get('/photos/c.jpg')!.fileId])
    const [a, b, c] = photoIds
    const pages = () => [files.ofPhotos(0, 1), files.ofPhotos(a, 5)]
    const first = [
      { photoId: a, path: '/photos/a.jpg' },
      { photoId: a, path: '/photos/b.png' },
    ]
    const second = { photoId: b, path: '/photos/b.jpg' }
    expect(pages()).toEqual([first, [second, { photoId: c, path: '/away/c.jpg' }]])
    catalogue.folders.setUnavailable(away, 'Not connected.')
    expect(pages()).toEqual([first, [second]])
    expect(files.withStem('/photos/b')).toEqual([second, first[1]])
    expect(files.withStem('/photos/')).toEqual([])
  })

  it('fail with a reason, a count and a time, page by page, until another try', () => {
    const { files, folderId, fileId } = withFile()
    const other = files.upsertFound(folderId, '/photos/a.jpg', 0, 1)
    files.markFailed(fileId, 'truncated')
    files.markFailed(fileId, 'truncated still')
    files.markFailed(other, 'empty')
    const { total, problems } = files.problems(1, 10)
    expect(total).toBe(2)
    expect(problems).toEqual([
      { fileId, path: '/photos/b.jpg', reason: 'truncated still', attempts: 2, lastTriedAtMs: 3 },
    ])
    expect(files.resetFailed()).toBe(2)
    expect(files.problems(0, 10)).toEqual({ total: 0, folderCount: 0, problems: [] })
    expect(files.get('/photos/b.jpg')).toMatchObject({ state: 'found', reason: null, attempts: 2 })
  })

  it('keep a failure when unchanged and forget it when changed', () => {
    const { files, folderId, fileId } = withFile()
    files.markFailed(fileId, 'truncated')
    files.upsertFound(folderId, '/photos/b.jpg', 100, 5.5)
    expect(files.get('/photos/b.jpg')).toMatchObject({ state: 'failed', reason: 'truncated', attempts: 1 })
    files.upsertFound(folderId, '/photos/b.jpg', 200, 5.5)
    expect(files.get('/photos/b.jpg')).toMatchObject({ state: 'found', reason: null, attempts: 0 })
  })

  it('vanish and come back with their photo, without decoding', () => {
    const { catalogue, files, folderId, photos } = withFile()
    const photoId = addPhoto(catalogue, 'a')
    files.markGone([files.get('/photos/a.jpg')!.fileId])
    expect(files.goneCount()).toBe(1)
    expect([photos.count(), photos.presentPath(photoId), photos.summary(photoId)?.name]).toEqual([0, null, 'a.jpg'])
    files.upsertFound(folderId, '/photos/a.jpg', 1000, 2000)
    expect(files.get('/photos/a.jpg')).toMatchObject({ state: 'decoded', photoId })
    expect([photos.count(), photos.presentPath(photoId)]).toEqual([1, '/photos/a.jpg'])
  })

  it('keep odd names', () => {
    const { files, folderId } = withFile()
    const path = `/photos/"it's" 🐕 %_ \n.jpg`
    files.upsertFound(folderId, path, 1, 1)
    expect(
      files.nextInFolder({ folderId, path: '/photos' }, { after: '/photos', limit: 10 }).map((file) => file.path),
    ).toEqual([path, '/photos/b.jpg'])
  })
})
