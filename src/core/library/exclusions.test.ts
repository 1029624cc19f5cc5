import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { checkPatterns, createExcluded } from './exclusions.ts'

const folder = join('/', 'photos')
const isLeftOut = (patterns: string[], path: string, isFolder = false) =>
  createExcluded(patterns)(folder, join(folder, path), isFolder) !== null

test.each([
  ['a name, wherever it is', 'drafts', 'a/drafts/b.jpg'],
  ['a folder and all that is in it', 'drafts/', 'a/drafts/b/c.jpg'],
  ['files by their ending', '*.png', 'a/b.png'],
  ['from the top of the folder', '2019/raw', '2019/raw/a.jpg'],
  ['any number of folders', '2019/**/small', '2019/a/b/small/c.jpg'],
  ['a set of characters', 'IMG_[0-4]*.jpg', 'IMG_3771.jpg'],
  ['a name composed in the other way', 'Été/', 'E\u0301te\u0301/a.jpg'],
  ['a name that looks like a pattern', '\\[old\\]/', '[old]/a.jpg'],
])('%s: %s leaves out %s', (_, pattern, path) => {
  expect(() => checkPatterns([pattern])).not.toThrow()
  expect(isLeftOut([pattern], path)).toBe(true)
})

test.each([
  ['drafts/', 'drafts.jpg'],
  ['2019/raw', 'a/2019/raw/b.jpg'],
  ['*.png', 'png/a.jpg'],
  ['IMG_[0-4]*.jpg', 'IMG_9.jpg'],
])('%s does not leave out %s', (pattern, path) => expect(isLeftOut([pattern], path)).toBe(false))

test('two stars many times over are as one, and asked in no time of a path that is deep', () => {
  const [pattern, deep] = [`a/${'**/'.repeat(30)}z`, `a/${'b/'.repeat(200)}`]
  expect([isLeftOut([pattern], `${deep}c`), isLeftOut([pattern], `${deep}z`)]).toEqual([false, true])
  expect(isLeftOut(['*.png', `!${'**/'.repeat(30)}keep.png`], `${deep}keep.png`)).toBe(false)
})

test('the last pattern decides, but nothing comes back out of a folder that is left out', () => {
  expect(isLeftOut(['*.png', '!keep.png'], 'a/keep.png')).toBe(false)
  expect(isLeftOut(['!keep.png', '*.png'], 'a/keep.png')).toBe(true)
  expect(isLeftOut(['a/', '!a/keep.png'], 'a/keep.png')).toBe(true)
})

test('says which pattern, never leaves the folder itself out, and counts letter case as the system does', () => {
  const excluded = createExcluded(['*.gif', 'Drafts/'])
  expect(excluded(folder, join(folder, 'Drafts'), true)).toBe('Drafts/')
  expect(createExcluded(['photos', '*'])(folder, folder, true)).toBeNull()
  const isFolded = process.platform === 'darwin' || process.platform === 'win32'
  expect(excluded(folder, join(folder, 'DRAFTS'), true)).toBe(isFolded ? 'Drafts/' : null)
})

test('stays right when asked more often than it keeps', () => {
  const excluded = createExcluded(['*7.jpg'])
  const found = Array.from({ length: 50_000 }, (_, i) => excluded(folder, join(folder, `${i}.jpg`), false))
  expect(found.filter((pattern) => pattern !== null)).toHaveLength(5000)
})

describe('what is no pattern says why', () => {
  test.each([
    ['', /names nothing/],
    ['  ', /names nothing/],
    ['!', /names nothing/],
    ['/', /names nothing/],
    ['/home/me/photos', /whole path/],
    ['!/home/me', /whole path/],
    ['~/photos', /whole path/],
    ['C:\\photos', /whole path/],
    ['C:/photos', /whole path/],
    ['\\\\server\\photos', /whole path/],
    ['a[b', /bracket/],
    ['a]b', /bracket/],
    ['[]', /bracket/],
    ['[!]', /bracket/],
    ['#recycle', /remark/],
    ['../other', /"\.\."/],
    ['./drafts', /"\." or/],
    ['a\\b', /backslash/],
    ['drafts\\', /backslash/],
    ['*.{png,gif}', /braces/],
  ])('%j', (pattern, why) => {
    expect(() => checkPatterns(['*.png', pattern])).toThrow(why)
    expect(() => checkPatterns(['*.png', pattern])).toThrow(`"${pattern}" cannot be left out`)
  })

  test.each(['[]]', '[!]]', '[[:alpha:]]*', '...', '.hidden', '\\#recycle', '{4A-7F}', '!keep', '**/x'])(
    '%j is one',
    (pattern) => expect(() => checkPatterns([pattern])).not.toThrow(),
  )
})
