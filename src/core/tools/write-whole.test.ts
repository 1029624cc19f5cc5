/** Files that are whole or not there, and what was in their place when they cannot be. */
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { temporaryFolder } from '../../../test/support/photos.ts'
import { writeStoredRun } from '../training/stored-run.ts'
import { whole, writeWhole } from './write-whole.ts'

let dir = ''
let remove = () => {}
beforeEach(() => ({ path: dir, remove } = temporaryFolder()))
afterEach(() => remove())

const none = new Int32Array()
const run = { photos: { photoIds: none, slots: none, widths: none, heights: none }, options: {} }

/** Each writes the file at a path. */
const writers: [string, (path: string) => void | Promise<void>][] = [
  ['at once', (path) => whole(path, (temporary) => writeFileSync(temporary, 'new'))],
  ['later', (path) => writeWhole(path, Buffer.from('new'))],
  ["a run's", () => writeStoredRun(dir, run as unknown as Parameters<typeof writeStoredRun>[1])],
]

test.each(writers.slice(0, 2))('written %s, it takes the place of the one before', async (_, write) => {
  writeFileSync(join(dir, 'run.json'), 'old')
  await write(join(dir, 'run.json'))
  expect([readFileSync(join(dir, 'run.json'), 'utf8'), readdirSync(dir)]).toEqual(['new', ['run.json']])
})

test.each(writers)('where it cannot take its place nothing is left behind: %s', async (_, write) => {
  mkdirSync(join(dir, 'run.json', 'in the way'), { recursive: true })
  await expect((async () => write(join(dir, 'run.json')))()).rejects.toThrow(/run\.json/)
  expect(readdirSync(dir)).toEqual(['run.json'])
})

test('where writing fails, what was there stays', () => {
  writeFileSync(join(dir, 'run.json'), 'old')
  const fail = (temporary: string) => {
    writeFileSync(temporary, 'ne')
    throw new Error('The disk is full.')
  }
  expect(() => whole(join(dir, 'run.json'), fail)).toThrow('full')
  expect([readFileSync(join(dir, 'run.json'), 'utf8'), readdirSync(dir)]).toEqual(['old', ['run.json']])
})
