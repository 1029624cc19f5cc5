/** Sidecars as exiftool reads them, and as it writes them: where it is installed. */
import { execFileSync } from 'node:child_process'
import { copyFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { changeSidecar, type SidecarTask } from '../../src/core/exchange/change-sidecar.ts'
import { photoKeywords } from '../../src/core/exchange/photo-keywords.ts'
import { temporaryFolder, writePhoto } from '../support/photos.ts'

function exiftool(...args: string[]): string {
  return execFileSync('exiftool', args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] })
}
function isInstalled(): boolean {
  try {
    return exiftool('-ver') !== ''
  } catch {
    return false
  }
}

let folder: ReturnType<typeof temporaryFolder>
let photoPath: string
beforeEach(async () => {
  folder = temporaryFolder()
  photoPath = await writePhoto(join(folder.path, 'a.jpg'), [10, 80, 90])
})
afterEach(() => folder.remove())

const names = ['Animals/Dogs', 'a|b', 'AC\u2215DC', '"q" & <m>', '😀 Zoë']

async function write(...tags: string[]): Promise<void> {
  const task: SidecarTask = {
    photoPath,
    naming: 'found',
    isShared: false,
    chosen: null,
    tags: tags.map((name) => ({ name, isMachine: false })),
  }
  await changeSidecar(task, (await changeSidecar(task))?.hash)
}

/** All that it finds, by group; lists of one are lists. */
function everythingIn(path: string): Record<string, unknown> {
  const [{ SourceFile: _path, ...found }] = JSON.parse(exiftool('-j', '-a', '-G1', '-struct', path)) as [
    object & { SourceFile: string },
  ]
  return Object.fromEntries(Object.entries(found).filter(([key]) => !/^(System|File|ExifTool|Composite):/.test(key)))
}
const keywordLists = ['XMP-dc:Subject', 'XMP-lr:HierarchicalSubject', 'XMP-digiKam:TagsList']

describe('exiftool', () => {
  beforeEach(({ skip }) => skip(!isInstalled(), 'exiftool is not installed'))

  test('reads all three lists of a new sidecar', async () => {
    await write(...names)
    const found = everythingIn(`${photoPath}.xmp`)
    expect(found['XMP-dc:Subject']).toEqual(['Animals', 'Dogs', 'a|b', 'AC/DC', '"q" & <m>', '😀 Zoë'])
    expect(found['XMP-lr:HierarchicalSubject']).toEqual(['Animals|Dogs', 'a\u2223b', 'AC/DC', '"q" & <m>', '😀 Zoë'])
    expect(found['XMP-digiKam:TagsList']).toEqual(names)
    expect(exiftool('-validate', '-warning', '-error', '-a', `${photoPath}.xmp`)).not.toMatch(/Error|Warning/)
  })

  test.each(['lightroom', 'digikam', 'darktable'])(
    'finds in a sidecar of %s all that it found before',
    async (program) => {
      const path = `${photoPath}.xmp`
      copyFileSync(fileURLToPath(new URL(`sidecars/${program}.xmp`, import.meta.url)), path)
      const before = everythingIn(path)
      await write('sea')
      const after = everythingIn(path)
      expect(after['XMP-dc:Subject']).toEqual([...(before['XMP-dc:Subject'] as string[]), 'sea'])
      for (const [key, value] of Object.entries(before))
        if (!keywordLists.includes(key)) expect(after[key]).toEqual(value)
      const added = Object.keys(after).filter((key) => !(key in before))
      expect(added.filter((key) => !/^XMP-(semblance|lr|digiKam):/.test(key))).toEqual([])
    },
  )

  test('and its own sidecars and keywords in photos are read', async () => {
    const [list, ...rest] = [
      '-XMP-dc:Subject+=sea',
      '-XMP-dc:Subject+=Dogs',
      '-XMP-lr:HierarchicalSubject+=Animals|Dogs',
    ]
    writeFileSync(join(folder.path, 'empty'), '')
    exiftool(list, ...rest, '-o', `${photoPath}.xmp`)
    exiftool(
      '-q',
      '-overwrite_original',
      '-IPTC:CodedCharacterSet=UTF8',
      '-IPTC:Keywords=Café',
      '-XMP-digiKam:TagsList=x/y',
      photoPath,
    )
    const { names: found, problems } = await photoKeywords(photoPath, false)
    expect(problems).toEqual([])
    expect(found.sort()).toEqual(['Animals/Dogs', 'Café', 'sea', 'x/y'])
  })

  test('adding a keyword to ours leaves it ours to take out, and its own stays', async () => {
    await write('ours')
    exiftool('-q', '-overwrite_original', '-XMP-dc:Subject+=theirs', '-XMP:Rating=4', `${photoPath}.xmp`)
    await write()
    const found = everythingIn(`${photoPath}.xmp`)
    expect(found['XMP-dc:Subject']).toEqual(['theirs'])
    expect(found['XMP-xmp:Rating']).toBe(4)
    expect(keywordLists.slice(1).some((key) => key in found)).toBe(false)
  })
})
