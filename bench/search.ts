/** npm run bench -- search: find similar through the whole service, on a catalogue filled with random embeddings. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Command } from 'commander'
import sharp from 'sharp'
import { MemoryBank } from '../src/core/learning/memory-bank.ts'
import { Random } from '../src/core/learning/random.ts'
import { createSimilarity, type Similarity } from '../src/core/search/similarity.ts'
import { openCatalogue } from '../src/core/store/catalogue.ts'
import { fillCatalogue, fillRegions } from './fill-catalogue.ts'
import { longestBlock, median, printMachine } from './measure.ts'

export const searchBench = () =>
  new Command('search').description('find similar at 10,000 and 100,000 photos').action(async () => {
    printMachine()
    for (const photoCount of [10_000, 100_000]) await searchAt(photoCount)
  })

async function searchAt(photoCount: number): Promise<void> {
  const dir = await mkdtemp(join(tmpdir(), 'semblance-bench-'))
  const catalogue = openCatalogue(dir)
  const photoIds = fillCatalogue(catalogue, photoCount)
  fillRegions(catalogue, photoIds)
  const random = new Random(3)
  const bytes = await sharp({ create: { width: 640, height: 480, channels: 3, background: '#789' } })
    .jpeg()
    .toBuffer()
  const similarity = createSimilarity({
    catalogue,
    embedImage: () => Promise.resolve(MemoryBank.random(1, 128, random).rows),
    readOriginal: () => Promise.resolve({ path: 'photo.jpg', bytes }),
  })
  const firstMs = await timeOf(() => similarity.findSimilar({ query: [{ photoId: photoIds[0] }], limit: 60 }))
  const timesMs: number[] = []
  for (let i = 1; i <= 50; i++)
    timesMs.push(await timeOf(() => similarity.findSimilar({ query: [{ photoId: photoIds[i * 17] }], limit: 60 })))
  console.log(
    `${photoCount} photos: first search ${firstMs.toFixed(0)} ms (loads the bank), then median ${median(timesMs).toFixed(1)} ms, slowest of 50 ${Math.max(...timesMs).toFixed(1)} ms`,
  )
  await partsAt(similarity, photoIds)
  const missing = await longestBlock(() => catalogue.models.photosWithoutRegions(1))
  console.log(`  photos without regions asked for: the core works ${missing.workMs.toFixed(0)} ms`)
  await similarity.close()
  catalogue.close()
  await rm(dir, { recursive: true })
}

/** Searched by a part of a photo, which is held beside five of each. */
async function partsAt(similarity: Similarity, photoIds: Int32Array): Promise<void> {
  const region = { x: 0.1, y: 0.1, width: 0.5, height: 0.5 }
  const [timesMs, worksMs]: number[][] = [[], []]
  const beforeBytes = process.memoryUsage.rss()
  for (let i = 0; i < 10; i++) {
    const query = [{ photoId: photoIds[i * 17], region }]
    const startedMs = performance.now()
    const { workMs } = await longestBlock(() => similarity.findSimilar({ query, limit: 60 }))
    timesMs.push(performance.now() - startedMs)
    worksMs.push(workMs)
  }
  const grownMegabytes = (process.memoryUsage.rss() - beforeBytes) / 2 ** 20
  console.log(
    `  by a part of a photo: median ${median(timesMs).toFixed(0)} ms, slowest of 10 ${Math.max(...timesMs).toFixed(0)} ms; the core works ${Math.max(...worksMs).toFixed(1)} ms at a time; ${grownMegabytes.toFixed(0)} MB more afterwards`,
  )
}

async function timeOf(work: () => Promise<unknown>): Promise<number> {
  const startedMs = performance.now()
  await work()
  return performance.now() - startedMs
}
