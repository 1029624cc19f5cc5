/** What of a folder tree counts as labelled photos. */
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { colours, temporaryFolder, writePhoto } from '../../../test/support/photos.ts'
import { readLabelledTree } from './labelled-tree.ts'

test('hidden files are no photos; others that cannot be read are told of', async () => {
  const folder = temporaryFolder()
  for (const part of ['train', 'test']) {
    for (const label of ['red', 'blue']) {
      const dir = join(folder.path, part, label)
      mkdirSync(dir, { recursive: true })
      for (let i = 0; i < 2; i++) await writePhoto(join(dir, `${i}.jpg`), colours[label], i)
      writeFileSync(join(dir, '.hidden.jpg'), 'none')
    }
  }
  const bad = join(folder.path, 'train', 'red', 'bad.jpg')
  writeFileSync(bad, 'none')
  const { train, test, unreadable } = await readLabelledTree(folder.path, 'test', () => {})
  expect([train.classes.length, test.classes.length]).toEqual([4, 4])
  expect(unreadable).toHaveLength(1)
  expect(unreadable[0]).toContain('bad.jpg')
  folder.remove()
})
