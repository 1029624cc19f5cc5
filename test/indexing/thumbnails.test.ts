/** Thumbnails on the disk: those that photos are shown by, and no others. */
import { existsSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import sharp from 'sharp'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Core } from '../../src/core/core.ts'
import { closeFresh, indexed, openCore, openFresh, temporaryFolder, writePhoto } from '../support/photos.ts'

let home: ReturnType<typeof temporaryFolder>
let catalogue: ReturnType<typeof temporaryFolder>
let core: Core
beforeEach(async () => {
  ;({ home, catalogue, core } = await openFresh())
})
afterEach(() => closeFresh({ home, catalogue, core }))

const at = (name: string) => join(home.path, name)

async function index() {
  await core.api.addFolder({ path: home.path })
  return indexed(core)
}

async function indexAnew() {
  await core.close()
  core = await openCore(catalogue.path)
  return index()
}

async function thumbnailOf(name: string): Promise<string> {
  const [{ photoId }] = await core.api.findPhotosByPath({ paths: [at(name)] })
  return ((await core.media.thumbnail(photoId!)) as { path: string }).path
}

const turned = (orientation: number) =>
  sharp({ create: { width: 90, height: 40, channels: 3, background: 'green' } }).withMetadata({ orientation })

test('what no photo is shown by any more goes at the next start; what a person marked stays, and what is not ours', async () => {
  await turned(1).jpeg().toFile(at('changed.jpg'))
  for (const [i, name] of ['stays.jpg', 'goes.jpg', 'marked.jpg'].entries()) await writePhoto(at(name), [60 * i, 9, 9])
  await index()
  const [changed, stays, goes, marked] = await Promise.all(
    ['changed.jpg', 'stays.jpg', 'goes.jpg', 'marked.jpg'].map(thumbnailOf),
  )
  const { tagId } = await core.api.createTag({ name: 'mine' })
  const [{ photoId }] = await core.api.findPhotosByPath({ paths: [at('marked.jpg')] })
  await core.api.setLabels({ tagId, labels: [{ photoId: photoId!, label: 'yes' }] })
  for (const name of ['goes.jpg', 'marked.jpg']) rmSync(at(name))
  writeFileSync(at('changed.jpg'), await turned(6).jpeg().toBuffer())
  utimesSync(at('changed.jpg'), new Date(), new Date(Date.now() + 5000))
  const [old, young] = ['old', 'young'].map((age) => `${stays}.${age}.part`)
  for (const part of [old, young]) writeFileSync(part, '')
  utimesSync(old, new Date(0), new Date(0))
  const foreign = join(catalogue.path, 'thumbnails', 'notes.txt')
  writeFileSync(foreign, 'not ours')
  await indexAnew()
  expect([stays, marked, young, foreign].map(existsSync)).toEqual([true, true, true, true])
  expect([goes, changed, old].map(existsSync)).toEqual([false, false, false])
  expect(existsSync(await thumbnailOf('changed.jpg'))).toBe(true)
})

test('those of a folder that is taken out go; its photos are shown again when it comes back', async () => {
  await writePhoto(at('a.jpg'), [200, 9, 9])
  await index()
  const { folders } = await core.api.getStatus({})
  await core.api.removeFolder({ folderId: folders[0].folderId })
  await core.api.rescan({})
  await indexed(core)
  const thumbnails = join(catalogue.path, 'thumbnails')
  expect(readdirSync(thumbnails).flatMap((dir) => readdirSync(join(thumbnails, dir)))).toEqual([])
  expect(await index()).toMatchObject({ decodedCount: 0 })
  expect(existsSync(await thumbnailOf('a.jpg'))).toBe(true)
})
