/** The log goes back into the catalogue's file while nobody waits for it. */
import { statSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it, onTestFinished, vi } from 'vitest'
import { catalogueFile } from '../../shared/catalogue-file.ts'
import { openCatalogue } from './catalogue.ts'
import { temporaryDir } from './testing/support.ts'
import { createWriteBack } from './write-back.ts'

function openWithLog() {
  const dir = temporaryDir()
  const file = join(dir, catalogueFile)
  const catalogue = openCatalogue(dir)
  const writeBack = createWriteBack(file, { everyMs: 5, leastBytes: 1 })
  onTestFinished(async () => {
    await writeBack.close()
    catalogue.close()
  })
  return { catalogue, dir, file, writeBack }
}

/** As a process finds it that reads what another has open. */
function reopened(dir: string) {
  const catalogue = openCatalogue(dir, { readOnly: true })
  onTestFinished(() => catalogue.close())
  return catalogue
}

it('a commit leaves it to the thread, and what was committed is then in the file and was never away', async () => {
  const { catalogue, file } = openWithLog()
  const before = statSync(file).size
  const photoIds = Array<number>(1_000_000).fill(1_234_567)
  catalogue.settings.set('comparedPhotos', photoIds)
  expect(statSync(file).size).toBe(before)
  await vi.waitFor(() => expect(statSync(file).size).toBeGreaterThan(before + 8_000_000), { timeout: 60_000 })
  expect(catalogue.settings.get('comparedPhotos')).toEqual(photoIds)
})

it('what is written while the thread writes back is kept, and the file is sound', async () => {
  const { catalogue, dir, writeBack } = openWithLog()
  const written = (turn: number) => Array<number>(3000).fill(1_000_000 + turn)
  for (let i = 0; i < 300; i++) {
    catalogue.settings.set('comparedPhotos', written(i))
    catalogue.tags.create(`tag ${i}`)
    if (i % 10 === 0) await new Promise((turn) => setTimeout(turn, 5))
  }
  await writeBack.close()
  const { settings, tags } = reopened(dir)
  expect(settings.get('comparedPhotos')).toEqual(written(299))
  expect(tags.list()).toHaveLength(300)
})

it('a catalogue whose file is gone is no error of the thread', async () => {
  const writeBack = createWriteBack(join(temporaryDir(), 'nothing'), { everyMs: 1, leastBytes: 0 })
  await new Promise((turn) => setTimeout(turn, 20))
  await writeBack.close()
})
