/**
 * npm run bench -- responsiveness: for how long the core's thread answers nobody, call by call, on a made-up library.
 * In processor time, since on a busy machine the clock tells of what runs beside.
 */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Command } from 'commander'
import { createCore } from '../src/core/create-core.ts'
import { openCatalogue, type Catalogue } from '../src/core/store/catalogue.ts'
import { addModel, fillCatalogue, fillPixels } from './fill-catalogue.ts'
import { callsOf } from './responsiveness-calls.ts'
import { listed, longestBlock, median, printMachine } from './measure.ts'

export const responsivenessBench = () =>
  new Command('responsiveness')
    .description('the longest that the core works on each call without answering others')
    .option('--photos <n...>', 'sizes of library', listed)
    .action(async ({ photos = [20_000, 100_000] }: { photos?: number[] }) => {
      printMachine()
      for (const photoCount of photos) await measureAt(photoCount)
    })

async function measureAt(photoCount: number): Promise<void> {
  const dir = await mkdtemp(join(tmpdir(), 'semblance-bench-'))
  const catalogue = openCatalogue(dir)
  const photoIds = fillCatalogue(catalogue, photoCount)
  addModel(catalogue, photoIds)
  markAll(catalogue, photoIds)
  catalogue.close()
  fillPixels(dir, photoCount)
  console.log(`${photoCount} photos`)
  const started = await longestBlock(async () => await createCore({ catalogueDir: dir, learnerEntry: 'none' }))
  tell('start', [started.workMs])
  const core = started.value
  for (const { name, call, times = 5 } of await callsOf(core.api, photoIds, dir)) {
    const blocks: number[] = []
    for (let i = 0; i < times; i++) blocks.push((await longestBlock(() => call(i))).workMs)
    tell(name, blocks)
  }
  await core.close()
  await rm(dir, { recursive: true })
}

/** Two tags with a mark on every photo. */
function markAll({ tags, labels }: Catalogue, photoIds: Int32Array): void {
  for (const name of ['all', 'all again'])
    labels.set(
      tags.create(name).tagId,
      Array.from(photoIds, (photoId) => ({ photoId, label: 'yes' as const })),
    )
}

const tell = (name: string, blocksMs: number[]) =>
  console.log(
    `  ${name.padEnd(52)} median ${median(blocksMs).toFixed(1).padStart(7)} ms, longest ${Math.max(...blocksMs)
      .toFixed(1)
      .padStart(7)} ms`,
  )
