/**
 * npm run bench -- marking DIR: from a mark to the next ranking, through the contract, with 200 marks in a large
 * made-up library, while a folder of photos is being indexed into it.
 */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { Command } from 'commander'
import type { Core } from '../src/core/core.ts'
import { createCore } from '../src/core/create-core.ts'
import { openCatalogue } from '../src/core/store/catalogue.ts'
import { fillCatalogue, fillPixels } from './fill-catalogue.ts'
import { kindCount, kinds } from './kinds.ts'
import { listed, longestBlock, median, printMachine, quantile } from './measure.ts'

const markCount = 200
const turnCount = 40

export const markingBench = () =>
  new Command('marking')
    .description('from a mark to the ranking by it, while a folder is indexed')
    .argument('<dir>', 'a folder of photos to index meanwhile')
    .option('--photos <n...>', 'sizes of library', listed)
    .action(async (dir: string, { photos = [20_000, 100_000] }: { photos?: number[] }) => {
      printMachine()
      for (const photoCount of photos) await measureAt(photoCount, resolve(dir))
    })

async function measureAt(photoCount: number, dir: string): Promise<void> {
  const catalogueDir = await mkdtemp(join(tmpdir(), 'semblance-bench-'))
  const catalogue = openCatalogue(catalogueDir)
  const photoIds = fillCatalogue(catalogue, photoCount, { embeddings: kinds(photoCount) })
  catalogue.close()
  fillPixels(catalogueDir, photoCount)
  const core = await createCore({ catalogueDir, learnerEntry: 'none' })
  const tagId = await tagWithMarks(core, photoIds)
  const first = await timed(() => core.api.rankTag({ tagId, offset: 0, limit: 60 }))
  await core.api.addFolder({ path: dir })
  const indexing = async () => (await core.api.getStatus({})).indexing.state
  let marked = markCount
  const turn = () =>
    timed(async () => {
      const mark = { photoId: photoIds[marked++ * kindCount], label: 'yes' as const }
      await core.api.setLabels({ tagId, labels: [mark] })
      await core.api.rankTag({ tagId, offset: 0, limit: 60 })
    })
  const turns: number[] = []
  for (let count = 0; count < turnCount; count++) turns.push(await turn())
  const stateThen = await indexing()
  // For themselves: who asks how long a thread stands still keeps a processor busy.
  const [blocks, works]: number[][] = [[], []]
  for (let count = 0; count < turnCount; count++) {
    const { blockMs, workMs } = await longestBlock(turn)
    blocks.push(blockMs)
    works.push(workMs)
  }
  const ms = (value: number) => `${value.toFixed(0)} ms`
  console.log(
    `${photoCount} photos, ${markCount} marks: first ranking ${ms(first)}; a mark and its ranking: median ${ms(median(turns))}, ` +
      `p95 ${ms(quantile(turns, 0.95))}; the core's thread stands still for ${ms(median(blocks))}, at most ` +
      `${ms(Math.max(...blocks))} (of its own work ${ms(median(works))}, ${ms(Math.max(...works))}); ` +
      `indexing: ${stateThen}, then ${await indexing()}`,
  )
  await core.close()
  await rm(catalogueDir, { recursive: true })
}

/** Half yes, of one kind, half no. */
async function tagWithMarks({ api }: Core, photoIds: Int32Array): Promise<number> {
  const { tagId } = await api.createTag({ name: 'mine' })
  const labels = Array.from({ length: markCount }, (_, i) => {
    const isYes = i % 2 === 0
    return {
      photoId: photoIds[i * kindCount + (isYes ? 0 : 1 + (i % 7))],
      label: isYes ? ('yes' as const) : ('no' as const),
    }
  })
  await api.setLabels({ tagId, labels })
  return tagId
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const startedMs = performance.now()
  await work()
  return performance.now() - startedMs
}
