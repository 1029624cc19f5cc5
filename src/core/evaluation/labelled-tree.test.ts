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
  ['a class whose photos lie deeper', ['train/a/x', 'train/b', 'test/b'], /2 photos of 1 class .*right into/],
  [
    'no test/ beside train/',
    ['train/a', 'train/b'],
    /0 photos .* put photos right into train\/<class>\/ and test\/<class>/,
  ],
  [
    'nothing held out',
    ['train/a', 'train/b', 'test/c'],
    /4 photos of 2 classes to learn from and 0 photos to score by/,
  ],
])('%s: what there is and what it takes is said', async (_, names, message) => {
  await writeTree(...names)
  await expect(read()).rejects.toMatchObject({ code: 'NO_PHOTOS', message: expect.stringMatching(message) })
})
