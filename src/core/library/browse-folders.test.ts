/** What is listed of a folder, and the usual places of a home of our own. */
import { chmodSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { temporaryFolder, withoutRoot } from '../../../test/support/photos.ts'
import { browseFolders } from './browse-folders.ts'

const isLinux = process.platform === 'linux'
let home: ReturnType<typeof temporaryFolder>

beforeEach(() => {
  home = temporaryFolder()
  vi.stubEnv('HOME', home.path)
  vi.stubEnv('USERPROFILE', home.path)
  vi.stubEnv('XDG_CONFIG_HOME', join(home.path, '.config'))
})
afterEach(() => {
  vi.unstubAllEnvs()
  home.remove()
})

const make = (...names: string[]) => names.forEach((name) => mkdirSync(join(home.path, name), { recursive: true }))

test('folders in the order of their names, links to folders too, hidden and system ones not; photos are counted', async () => {
  make('photos/2 two', 'photos/10 ten', 'photos/.hidden', 'photos/@eaDir')
  symlinkSync(join(home.path, 'photos/10 ten'), join(home.path, 'photos/link'))
  symlinkSync(join(home.path, 'nowhere'), join(home.path, 'photos/broken'))
  for (const name of ['a.jpg', 'b.HEIC', 'notes.txt']) writeFileSync(join(home.path, 'photos', name), '')
  const { path, parentPath, folders, photoFileCount } = await browseFolders('~/photos')
  expect([path, parentPath]).toEqual([join(home.path, 'photos'), home.path])
  expect(folders.map(({ name }) => name)).toEqual(['2 two', '10 ten', 'link'])
  expect(folders[0].path).toBe(join(path, '2 two'))
  expect(photoFileCount).toBe(2)
})

test('of very many folders the first are listed, with how many there are', async () => {
  make(...Array.from({ length: 2001 }, (_, n) => `many/${n}`))
  const { folders, folderCount } = await browseFolders('~/many')
  expect([folders.length, folders.at(-1)?.name, folderCount]).toEqual([2000, '1999', 2001])
})

test('it begins in the pictures, under the name that the system has for them, or at home', async ({ skip }) => {
  skip(!isLinux, 'names of the person’s language are a custom of Linux')
  const without = await browseFolders()
  expect([without.path, without.places[0].name]).toEqual([home.path, 'Home'])
  make('Pictures', 'Bilder', '.config')
  expect((await browseFolders()).path).toBe(join(home.path, 'Pictures'))
  writeFileSync(join(home.path, '.config/user-dirs.dirs'), '# written by hand\nXDG_PICTURES_DIR="$HOME/Bilder"\n')
  const { path, places } = await browseFolders()
  expect(path).toBe(join(home.path, 'Bilder'))
  expect(places.slice(0, 2).map(({ name }) => name)).toEqual(['Bilder', 'Home'])
})

test('what is no folder, is not there or may not be read is told', async () => {
  writeFileSync(join(home.path, 'file.jpg'), '')
  await expect(browseFolders('file.jpg')).rejects.toMatchObject({ code: 'NOT_A_FOLDER' })
  await expect(browseFolders('nowhere')).rejects.toMatchObject({ code: 'FOLDER_NOT_FOUND' })
  make('locked')
  chmodSync(join(home.path, 'locked'), 0)
  await withoutRoot(() => expect(browseFolders('locked')).rejects.toMatchObject({ code: 'FOLDER_UNREADABLE' }))
})

test('what is listed opens, whatever its name', async ({ skip }) => {
  skip(!isLinux, 'names are bytes on Linux alone')
  const names = ['at the end ', ' before', '"quoted"', '~', "it's", 'new\nline', Buffer.from('not \xff text', 'latin1')]
  for (const name of names) mkdirSync(Buffer.concat([Buffer.from(`${home.path}/`), Buffer.from(name)]))
  const { folders } = await browseFolders(home.path)
  expect(folders).toHaveLength(names.length)
  for (const folder of folders) expect((await browseFolders(folder.path)).path).toBe(folder.path)
})

test('a long path is told by its ends', async () => {
  const error = await browseFolders('x'.repeat(4000)).catch((error: Error) => error)
  expect((error as Error).message).toMatch(/^There is no folder .{1,140}\. Check the spelling/)
})

test('the top of the disk has nothing above it', async () => {
  expect((await browseFolders('/')).parentPath).toBeNull()
})
