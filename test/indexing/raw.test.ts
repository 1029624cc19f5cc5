/** RAW files by the picture that the camera put into them. */
import { execFileSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import sharp from 'sharp'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import type { Core } from '../../src/core/core.ts'
import { whyNoExiftool } from '../../src/core/imaging/exiftool.ts'
import { closeFresh, detailsByName, indexed, openCore, openFresh, temporaryFolder, waitFor } from '../support/photos.ts'
import { rawFile } from '../support/raw.ts'

const machine = vi.hoisted(() => ({ hasExiftool: true }))
vi.mock('exiftool-vendored', async (original) => {
  const real = await original<object>()
  return {
    get ExifTool() {
      if (!machine.hasExiftool) throw new Error('Cannot find package')
      return (real as { ExifTool: unknown }).ExifTool
    },
  }
})

const missing = await whyNoExiftool()

let home: ReturnType<typeof temporaryFolder>
let catalogue: ReturnType<typeof temporaryFolder>
let core: Core
beforeEach(async () => {
  machine.hasExiftool = true
  ;({ home, catalogue, core } = await openFresh())
})
afterEach(() => closeFresh({ home, catalogue, core }))

const at = (name: string) => join(home.path, name)

async function index() {
  await core.api.addFolder({ path: home.path })
  return indexed(core)
}

const details = () => detailsByName(core)

async function problems(): Promise<string[]> {
  return (await core.api.listProblems({ offset: 0, limit: 100 })).problems.map(({ reason }) => reason)
}

const preview = (shade: number) =>
  sharp({ create: { width: 600, height: 400, channels: 3, background: { r: shade, g: 99, b: 20 } } })
    .withExif({ IFD0: { Make: 'Not this' }, IFD2: { DateTimeOriginal: '1999:01:01 00:00:00' } })
    .withMetadata({ orientation: 3 })
    .jpeg()
    .toBuffer()

describe('with exiftool', () => {
  beforeEach(({ skip }) => skip(missing !== null, missing ?? ''))

  test('the biggest picture in it is decoded, turned and dated as the RAW file says, whatever its name', async () => {
    const names = ['a.dng', 'b.NEF', 'as a scan.tif', 'no-extension', 'line\nbreak.dng']
    for (const [i, name] of names.entries())
      writeFileSync(at(name), rawFile({ preview: await preview(40 * i), orientation: 6, isDng: i !== 1 }))
    expect(await index()).toMatchObject({ state: 'done', failedCount: 0, decodedCount: names.length })
    const found = await details()
    expect(Object.keys(found)).toHaveLength(names.length)
    for (const detail of Object.values(found)) {
      expect(detail).toMatchObject({ format: 'RAW', width: 400, height: 600, camera: 'Semblance RAW', damage: null })
      expect(detail).toMatchObject({ capturedAtMs: Date.UTC(2019, 6, 4, 10, 20, 30), dateOrigin: 'taken' })
      const shown = await core.media.display(detail.photoId)
      expect(await sharp((shown as { path: string }).path).metadata()).toMatchObject({ width: 400, height: 600 })
      const thumbnail = (await core.media.thumbnail(detail.photoId)) as { path: string }
      expect(await sharp(thumbnail.path).metadata()).toMatchObject({ width: 213, height: 320 })
    }
  })

  test('what is written into it keeps its marks; copies are one photo; it is left as it was', async () => {
    const bytes = rawFile({ preview: await preview(70) })
    writeFileSync(at('a.dng'), bytes)
    writeFileSync(at('rated.dng'), rawFile({ preview: await preview(70), date: '2020:01:01 00:00:00' }))
    await index()
    expect(Object.values(await details())[0].files).toHaveLength(2)
    expect(readFileSync(at('a.dng')).equals(bytes)).toBe(true)
  })

  test('one without a picture, and a broken one, cost themselves alone', async () => {
    writeFileSync(at('good.dng'), rawFile({ preview: await preview(70) }))
    writeFileSync(at('none.nef'), Buffer.from('II*\0\x08\0\0\0\0\0\0\0\0\0'))
    writeFileSync(at('odd.dng'), rawFile({ preview: Buffer.from('\xff\xd8 this is no picture at all', 'latin1') }))
    expect(await index()).toMatchObject({ state: 'done', failedCount: 2 })
    for (const reason of await problems()) expect(reason).toContain('RAW')
  })

  test('its death costs one file at most, and it ends with the core', async () => {
    for (let i = 0; i < 8; i++) writeFileSync(at(`${i}.dng`), rawFile({ preview: await preview(30 * i) }))
    await core.api.addFolder({ path: home.path })
    const [pid] = await waitFor('exiftool', async () => exiftoolPids().length > 0 && exiftoolPids())
    process.kill(pid, 'SIGKILL')
    const { state, failedCount } = await indexed(core)
    expect(state).toBe('done')
    expect(failedCount).toBeLessThanOrEqual(1)
    await core.api.retryProblems({})
    expect(await indexed(core)).toMatchObject({ failedCount: 0 })
    expect(Object.keys(await details())).toHaveLength(8)
    await core.close()
    expect(exiftoolPids()).toEqual([])
    core = await openCore(catalogue.path)
  })
})

test('without exiftool a RAW file is a problem with its reason, and is read when exiftool is there', async () => {
  machine.hasExiftool = false
  writeFileSync(at('a.dng'), rawFile({ preview: await preview(70) }))
  writeFileSync(at('scan.tif'), rawFile({ preview: await preview(90) }))
  expect(await index()).toMatchObject({ failedCount: 2 })
  for (const reason of await problems()) expect(reason).toMatch(/^RAW: needs exiftool/)
  await core.close()
  machine.hasExiftool = missing === null
  core = await openCore(catalogue.path)
  await index()
  expect(await problems()).toHaveLength(missing ? 2 : 0)
})

/** Children of this process. */
function exiftoolPids(): number[] {
  const table = execFileSync('ps', ['-o', 'pid=,args=', '--ppid', String(process.pid)], { encoding: 'utf8' })
  return table
    .split('\n')
    .filter((line) => /exiftool/.test(line))
    .map((line) => Number.parseInt(line, 10))
}
