/** The window's place and what it shows of learning, over the stand-in for Electron. */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeEach, expect, test, vi } from 'vitest'
import type { TrainingStatus } from '../../src/shared/domain.ts'
import { temporaryFolder } from '../support/photos.ts'

const dir = temporaryFolder()
const path = join(dir.path, 'window.json')
let electron: typeof import('./stand-in/electron.ts')
beforeEach(async () => {
  vi.resetModules()
  electron = await import('./stand-in/electron.ts')
  vi.doMock('electron', () => electron)
})
afterAll(() => {
  vi.doUnmock('electron')
  vi.resetModules()
  dir.remove()
})

async function open() {
  const { openWindow } = await import('../../src/main/window.ts')
  const session = electron.session.defaultSession as never
  openWindow('semblance://window/index.html', { placePath: path, session })
  return electron.windows[0]
}

test('a window opens where the last one was closed', async () => {
  const first = await open()
  expect(first.options).toMatchObject({ width: 1280, height: 800 })
  first.bounds = { x: 300, y: 20, width: 900, height: 700 }
  first.maximize()
  first.close()
  const next = await open()
  expect(next.options).toMatchObject({ x: 300, y: 20, width: 900, height: 700 })
  expect(next.isMaximized()).toBe(true)
})

test.each([
  ['a screen that is gone', '{"bounds":{"x":2500,"y":20,"width":900,"height":700}}'],
  ['above every screen', '{"bounds":{"x":0,"y":-300,"width":900,"height":700}}'],
  ['no numbers', '{"bounds":{"x":"0","y":20,"width":900,"height":700}}'],
  ['half a file', '{"bounds":'],
])('%s is no place', async (_, text) => {
  writeFileSync(path, text)
  const window = await open()
  expect(window.options).toMatchObject({ width: 1280, height: 800 })
  expect(window.options.x).toBeUndefined()
  window.close()
  expect(JSON.parse(readFileSync(path, 'utf8')).bounds.width).toBe(1280)
})

async function signsOf(window: Awaited<ReturnType<typeof open>>) {
  const { createLearningSigns } = await import('../../src/main/learning-signs.ts')
  const show = createLearningSigns(window as never)
  const running = { state: 'running', progress: 0.5, elapsedMs: 90_000, phase: 'Learning', error: null }
  return (change: Partial<TrainingStatus>) => show({ ...running, ...change } as TrainingStatus)
}

test('progress is on the icon while it learns, and a word comes at the end if nobody looks', async () => {
  const window = await open()
  const show = await signsOf(window)
  show({})
  show({ state: 'paused' })
  show({})
  show({ state: 'done', phase: 'A new model is in use' })
  show({ state: 'done', phase: 'A new model is in use' })
  expect(window.progress).toEqual([0.5, 0.5, 0.5, -1, -1])
  expect(electron.asked.notifications).toEqual([{ title: 'Learning is done', body: 'A new model is in use' }])
  show({})
  show({ state: 'failed', error: { code: 'DISK_FULL', message: 'The disk is full.' } })
  expect(electron.asked.notifications[1]).toEqual({ title: 'Learning has stopped', body: 'The disk is full.' })
  window.close()
  show({})
})

test('no word of what was short, is watched or was called off', async () => {
  const window = await open()
  const show = await signsOf(window)
  for (const ending of [{ state: 'done', elapsedMs: 1000 }, { state: 'cancelled' }] as const) {
    show({})
    show(ending)
  }
  window.focused = true
  show({})
  show({ state: 'done' })
  expect(electron.asked.notifications).toEqual([])
})
