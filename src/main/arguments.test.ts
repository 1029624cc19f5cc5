import { resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { expect, onTestFinished, test, vi } from 'vitest'
import { defaultCatalogueDir } from '../core/default-catalogue.ts'
import { commandAmong, readArguments, whatIsAsked } from './arguments.ts'
import { pagePath, photoOf } from './addresses.ts'

test('a folder, a catalogue and patterns, among switches of Chromium', () => {
  const patterns = ['--exclude', 'drafts/', '--exclude=*.png']
  expect(
    readArguments(['--remote-debugging-port=0', ...patterns, 'My photos', '--catalogue', '/tmp/c', '--no-sandbox']),
  ).toEqual({ folder: 'My photos', catalogueDir: '/tmp/c', exclude: ['drafts/', '*.png'] })
  expect(readArguments([])).toEqual({ folder: undefined, catalogueDir: undefined, exclude: [] })
})

test('a command comes after "cli", with or without the "--" of a launcher, and after no folder', () => {
  expect(commandAmong(['cli', 'search', '--', '-tag:dogs'])).toEqual(['search', '--', '-tag:dogs'])
  expect(commandAmong(['--no-sandbox', 'cli', '--', 'status', '--json'])).toEqual(['status', '--json'])
  expect(commandAmong(['cli'])).toEqual([])
  for (const args of [[], ['photos', 'cli'], ['./cli'], ['--catalogue', 'cli', 'photos']])
    expect(commandAmong(args)).toBeNull()
})

test('what is asked has whole paths, also where a file manager gives an address', () => {
  const asked = whatIsAsked({ folder: 'photos', catalogueDir: 'c', exclude: [] })
  expect(asked).toEqual({ folder: resolve('photos'), catalogueDir: resolve('c'), exclude: [] })
  const folder = pathToFileURL(resolve('My photos 100%')).href
  expect(whatIsAsked({ folder, exclude: [] })).toMatchObject({ folder: resolve('My photos 100%') })
})

test('a catalogue is named by the environment, too, where that is not set to nothing', () => {
  onTestFinished(() => void vi.unstubAllEnvs())
  vi.stubEnv('SEMBLANCE_CATALOGUE', 'c')
  expect(whatIsAsked({ exclude: [] }).catalogueDir).toBe(resolve('c'))
  expect(defaultCatalogueDir()).toBe('c')
  vi.stubEnv('SEMBLANCE_CATALOGUE', '')
  expect(whatIsAsked({ exclude: [] }).catalogueDir).toBeNull()
  expect(readArguments(['--catalogue', '']).catalogueDir).toBeUndefined()
  expect(defaultCatalogueDir()).not.toBe('')
})

test('photo:// knows ids and nothing else', () => {
  expect(photoOf('photo://thumb/12')).toEqual({ kind: 'thumb', photoId: 12 })
  expect(photoOf('photo://photo/12#2')).toEqual({ kind: 'photo', photoId: 12 })
  for (const url of [
    'photo://thumb/0',
    'photo://thumb/../12',
    'photo://file/12',
    'photo://thumb/12?x',
    'photo:///etc/passwd',
    'photo://thumb/-1',
    'photo://thumb/12#x',
  ])
    expect(photoOf(url)).toBeNull()
})

test('semblance:// stays inside the built pages', () => {
  expect(pagePath('semblance://window/assets/a.js', '/app/out/renderer/')).toBe('/app/out/renderer/assets/a.js')
  for (const url of [
    'semblance://other/index.html',
    'semblance://window/%2e%2e%2f%2e%2e/package.json',
    'semblance://window/..%2fmain/main.js',
  ]) {
    expect(pagePath(url, '/app/out/renderer/')).toBeNull()
  }
})
