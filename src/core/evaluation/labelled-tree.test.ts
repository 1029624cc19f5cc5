/** What of a folder tree counts as labelled photos. */
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { colours, temporaryFolder, writePhoto } from '../../../test/support/photos.ts'
import { readLabelledFiles, readLabelledTree } from './labelled-tree.ts'

let folder: ReturnType<typeof temporaryFolder>
beforeEach(() => (folder = temporaryFolder()))
afterEach(() => folder.remove())

/** Two photos in each of the folders. */
async function writeTree(...names: string[]): Promise<void> {
  for (const [at, name] of names.entries()) {
    const dir = join(folder.path, name)
    mkdirSync(dir, { recursive: true })
    for (let i = 0; i < 2; i++) await writePhoto(join(dir, `${i}.jpg`), colours.red, 2 * at + i)
  }
}

const read = () => readLabelledTree(folder.path, 'test', () => {})

test('hidden files are no photos; others that cannot be read are told of', async () => {
  await writeTree('train/red', 'train/blue', 'test/red', 'test/blue')
  for (const name of ['train/red', 'test/blue']) writeFileSync(join(folder.path, name, '.hidden.jpg'), 'none')
  const bad = join(folder.path, 'train', 'red', 'bad.jpg')
  writeFileSync(bad, 'none')
  const { train, test, unreadable } = await read()
  expect([train.classes.length, test.classes.length]).toEqual([4, 4])
  expect(unreadable).toEqual([bad])
})

test('files that are gone, or may not be read, are told of, too', async () => {
  await writeTree('a')
  const file = (name: string) => ({ part: 'all' as const, path: join(folder.path, 'a', name), label: 0 })
  const { train, test, unreadable } = await readLabelledFiles([file('0.jpg'), file('gone.jpg')], () => {})
  expect([train.classes.length + test.classes.length, unreadable]).toEqual([1, [file('gone.jpg').path]])
})

test.each<[string, string[], RegExp]>([
  ['no folders', [], /has 0 photos of 0 classes to learn from and 0 photos to score by/],
  ['one class', ['train/a', 'test/a'], /has 2 photos of 1 class to learn from and 2 photos to score by/],
  [
    'nothing held out',
    ['train/a', 'train/b', 'test/.c'],
    /4 photos of 2 classes to learn from and 0 photos to score by/,
  ],
])('%s: what there is and what it takes is said', async (_, names, message) => {
  await writeTree(...names)
  await expect(read()).rejects.toMatchObject({ code: 'NO_PHOTOS', message: expect.stringMatching(message) })
})

test.each<[string, string[], string]>([
  ['deeper than a class', ['train/a', 'train/b', 'train/c/x', 'test/a'], 'train/c/x'],
  ['deeper in one that has photos, too', ['train/a', 'train/b', 'train/b/x/y', 'test/a'], 'train/b/x/y'],
  ['in a class that is only held out', ['train/a', 'train/b', 'test/a', 'test/c'], 'test/c'],
  ['in a class of a part, with no other part', ['train/a', 'train/b'], 'train/a'],
])('photos %s are not passed over in silence', async (_, names, stray) => {
  await writeTree(...names)
  await expect(read()).rejects.toMatchObject({
    code: 'INVALID_ARGUMENT',
    message: expect.stringContaining(`${join(folder.path, stray)} is no class to learn, and has photos`),
  })
})

test('folders without photos are in no way, and hidden ones are no class', async () => {
  await writeTree('train/a', 'train/b', 'test/a', 'train/.thumbnails')
  mkdirSync(join(folder.path, 'train', 'a', 'notes'))
  writeFileSync(join(folder.path, 'train', 'a', 'notes', 'about.txt'), 'none')
  expect((await read()).train.classes).toHaveLength(4)
})
