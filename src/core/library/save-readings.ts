/** Writes what reading came to, a batch in one transaction. */
import type { Catalogue } from '../store/catalogue.ts'
import type { Reading } from './read-file.ts'

export function saveReadings(catalogue: Catalogue, batch: Reading[]): void {
  catalogue.transaction(() => {
    for (const reading of batch) save(catalogue, reading)
  })
}

function save({ files, photos }: Catalogue, reading: Reading): void {
  const { path, sizeBytes, modifiedAtMs } = reading.found
  if (reading.kind === 'gone') {
    files.markGone([files.get(path)?.fileId].filter((fileId) => fileId !== undefined))
    return
  }
  const fileId = files.upsertFound(reading.folderId, path, sizeBytes, modifiedAtMs)
  if (reading.kind === 'failed') return files.markFailed(fileId, reading.reason)
  if (reading.kind === 'unreached') return files.markUnreached(fileId, reading.reason)
  if (reading.kind === 'joined') {
    const { photoId, contentHash } = reading
    // The same bytes bring the marks that they had, from whatever path.
    const before = contentHash ? files.ofContent(contentHash) : null
    if (before) photos.joinTo(photoId, before.photoId, contentHash!)
    return files.markDecoded(fileId, { photoId, contentHash, damage: null })
  }
  const { contentHash, damage } = reading
  if (reading.kind === 'known') {
    const { pictureHash } = reading
    const photoId = pictureHash ? photos.setPicture(reading.photoId, pictureHash) : reading.photoId
    return files.markDecoded(fileId, { photoId, contentHash, damage })
  }
  const { photo } = reading
  if (reading.kind === 'renewed') photos.renew(reading.photoId, photo, reading.isTurned)
  const photoId = reading.kind === 'renewed' ? reading.photoId : newPhotoId(photos, reading)
  files.markDecoded(fileId, { photoId, contentHash, damage })
}

const newPhotoId = (photos: Catalogue['photos'], { apartFrom, photo }: Extract<Reading, { kind: 'new' }>): number =>
  apartFrom === null ? photos.put(photo) : photos.splitOff(apartFrom, photo)
