/** Which file belongs to which picture, by name. */
import { expect, test } from 'vitest'
import { isStray, withPictures } from './companions.ts'

test.each<[string[], Record<string, string>]>([
  [['a.JPG', 'A.cr2', 'b.cr2', 'a.tif', 'ab.nef'], { 'A.cr2': 'a.JPG' }],
  [['a.HEIC', 'a.mov', 'a.jpeg', 'a.MP4', 'a.avi'], { 'a.mov': 'a.jpeg', 'a.MP4': 'a.jpeg' }],
  [['a.heic', 'a.MOV', 'a.aae', 'a.png', 'a.dng'], { 'a.MOV': 'a.heic', 'a.dng': 'a.heic' }],
  [['a.jpg ', 'a.jpeg_original', 'a.arw', 'a.b.arw', 'a', '.jpg'], { 'a.arw': 'a.jpg ' }],
  [['a.png', 'a.nef', 'a.dng', 'a.mov'], {}],
])('%s', (names, expected) => {
  const files = names.map((name) => ({ path: `/photos/${name}` }))
  const found = withPictures(files).filter(({ picture }) => picture !== null)
  const name = (path: string) => path.slice('/photos/'.length)
  expect(Object.fromEntries(found.map(({ path, picture }) => [name(path), name(picture!)]))).toEqual(expected)
})

test('a film is nothing without its picture', () => {
  const strays = withPictures(['a.mov', 'b.mp4', 'b.jpg', 'c.nef'].map((path) => ({ path }))).filter(isStray)
  expect(strays.map(({ path }) => path)).toEqual(['a.mov'])
})
