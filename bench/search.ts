/** npm run bench -- search: find similar through the whole service, on a catalogue filled with random embeddings. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Command } from 'commander'
import { createSimilarity } from '../src/core/search/similarity.ts'
import { openCatalogue } from '../src/core/store/catalogue.ts'
import { fillCatalogue } from './fill-catalogue.ts'
import { median, printMachine } from './measure.ts'

export const searchBench = () =>
  new Command('search').description('find similar at 10,000 and 100,000 photos').action(async () => {
    printMachine()
    for (const photoCount of [10_000, 100_000]) await searchAt(photoCount)
  })

async function searchAt(photoCount: number): Promise<void> {
  const dir = await mkdtemp(join(tmpdir(), 'semblance-bench-'))
  const catalogue = openCatalogue(dir)
  const photoIds = fillCatalogue(catalogue, photoCount)
  const similarity = createSimilarity({
    catalogue,
    embedImage: () => Promise.resolve(null),
    readOriginal: () => Promise.reject(),
  })
  const firstMs = await timeOf(() => similarity.findSimilar({ query: [{ photoId: photoIds[0] }], limit: 60 }))
  const timesMs: number[] = []
  for (let i = 1; i <= 50; i++)
    timesMs.push(await timeOf(() => similarity.findSimilar({ query: [{ photoId: photoIds[i * 17] }], limit: 60 })))
  console.log(
    `${photoCount} photos: first search ${firstMs.toFixed(0)} ms (loads the bank), then median ${median(timesMs).toFixed(1)} ms, slowest of 50 ${Math.max(...timesMs).toFixed(1)} ms`,
  )
  catalogue.close()
  await rm(dir, { recursive: true })
}

async function timeOf(work: () => Promise<unknown>): Promise<number> {
  const startedMs = performance.now()
  await work()
  return performance.now() - startedMs
}
