/** What people type and paste. */
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { typedFolder } from './typed-folder.ts'

const home = join('/', 'home', 'ann')

test.each([
  ['/mnt/photos', '/mnt/photos'],
  ['  /mnt/photos/  ', '/mnt/photos'],
  ['~', '/home/ann'],
  ['~/Pictures', '/home/ann/Pictures'],
  ['Pictures', '/home/ann/Pictures'],
  ['"/mnt/My photos"', '/mnt/My photos'],
  ["'/mnt/My photos'", '/mnt/My photos'],
  ['“~/My photos”', '/home/ann/My photos'],
  ['file:///mnt/My%20photos', '/mnt/My photos'],
  ['/mnt/~old', '/mnt/~old'],
  ["/mnt/it's", "/mnt/it's"],
  ['"', '/home/ann/"'],
])('%s', (typed, path) => {
  if (process.platform !== 'win32') expect(typedFolder(typed, home)).toBe(path)
})

test.each(['https://example.com/photos', 'smb://nas/photos', 'file://nas/photos'])('%s is told to be none', (typed) => {
  if (process.platform === 'win32' && typed.startsWith('file:')) return
  expect(() => typedFolder(typed, home)).toThrow('is no folder of this machine')
})
