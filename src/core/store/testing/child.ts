/**
 * A process that tests kill: `node child.ts DIR hold` keeps the catalogue open; `mid-transaction` saves one label,
 * then stands still for good in the middle of a transaction that writes much more. Says "ready" when it is there.
 */
import { writeSync } from 'node:fs'
import { openCatalogue } from '../catalogue.ts'

const [dir, way] = process.argv.slice(2)
const catalogue = openCatalogue(dir)

function standStill(): void {
  writeSync(1, 'ready')
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0)
}

if (way === 'mid-transaction') {
  const { tagId } = catalogue.tags.create('dogs')
  const [first, second] = catalogue.photos.page(0, 2).photos
  catalogue.labels.set(tagId, [{ photoId: first.photoId, label: 'yes' }])
  catalogue.transaction(() => {
    catalogue.labels.set(tagId, [{ photoId: second.photoId, label: 'no' }])
    const { folderId } = catalogue.folders.add('/more')
    for (let at = 0; at < 5000; at++) catalogue.files.upsertFound(folderId, `/more/${at}.jpg`, 1, 1)
    standStill()
  })
} else standStill()
