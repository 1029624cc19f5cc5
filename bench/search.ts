/** npm run bench -- search: find similar through the whole service, on a catalogue filled with random embeddings. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Command } from 'commander'
import { MemoryBank } from '../src/core/learning/memory-bank.ts'
import { Random } from '../src/core/learning/random.ts'
import { createSimilarity } from '../src/core/services/similarity.ts'
import { openCatalogue } from '../src/core/store/catalogue.ts'
import { median, printMachine } from './measure.ts'

export const searchBench = () =>
  new Command('search').description('find similar at 10,000 and 100,000 photos').action(async () => {
    printMachine()
    for (const photoCount of [10_000, 100_000]) await searchAt(photoCount)
  })

async function searchAt(photoCount: number): Promise<void> {
  const dir = await mkdtemp(join(tmpdir(), 'semblance-bench-'))
  const catalogue = openCatalogue(dir)
  const photoIds = fill(catalogue, photoCount)
  const similarity = createSimilarity({ catalogue, embedImage: () => Promise.resolve(null) })
  const firstMs = await timeOf(() => similarity.findSimilar({ photoId: photoIds[0], limit: 60 }))
  const timesMs: number[] = []
  for (let i = 1; i <= 50; i++) timesMs.push(await timeOf(() => similarity.findSimilar({ photoId: photoIds[i * 17], limit: 60 })))
  console.log(`${photoCount} photos: first search ${firstMs.toFixed(0)} ms (loads the bank), then median ${median(timesMs).toFixed(1)} ms, slowest of 50 ${Math.max(...timesMs).toFixed(1)} ms`)
  catalogue.close()
  await rm(dir, { recursive: true })
}

function fill(catalogue: ReturnType<typeof openCatalogue>, photoCount: number): Int32Array {
  const { folderId } = catalogue.folders.add('/photos')
  const photoIds = new Int32Array(photoCount)
  catalogue.transaction(() => {
    for (let i = 0; i < photoCount; i++) {
      photoIds[i] = catalogue.photos.insert({ contentHash: i.toString(16).padStart(64, '0'), width: 400, height: 300, capturedAtMs: null, pixelSlot: i, colourHistogram: new Float32Array(64) })
      catalogue.files.markDecoded(catalogue.files.upsertFound(folderId, `/photos/${i}.jpg`, 1, 1), { photoId: photoIds[i], contentHash: `${i}`, damage: null })
    }
  })
  const version = catalogue.models.create({ seed: 1, recipe: { embeddingSize: 128 } })
  const { rows } = MemoryBank.random(photoCount, 128, new Random(1))
  catalogue.models.publish(version, { photoIds, embeddings: rows, embeddingSize: 128, trainingSeconds: 0, imagesPerSecond: 0, encoderPath: '' })
  return photoIds
}

async function timeOf(work: () => Promise<unknown>): Promise<number> {
  const startedMs = performance.now()
  await work()
  return performance.now() - startedMs
}
