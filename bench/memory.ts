/**
 * npm run bench -- memory: resident memory of the core with the window's server, and of the learner, on a made-up
 * library, moment by moment: as it is then, and at most since the moment before.
 */
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { Command } from 'commander'
import { starterPath } from '../src/cli/host.ts'
import { openCatalogue } from '../src/core/store/catalogue.ts'
import type { PhotoApi } from '../src/shared/contract.ts'
import type { LibraryStatus } from '../src/shared/domain.ts'
import { fillCatalogue, fillPixels } from './fill-catalogue.ts'
import { startHost, type Host } from './host.ts'
import { printMachine } from './measure.ts'

const newPhotoCount = 2048
const sampleMs = 500

interface Options {
  photos: number
  seconds: number
}

export const memoryBench = () =>
  new Command('memory')
    .description('resident memory of each process, moment by moment')
    .option('--photos <n>', 'size of the library', Number, 100_000)
    .option('--seconds <n>', 'how long to learn', Number, 60)
    .action(async ({ photos, seconds }: Options) => {
      printMachine()
      const dir = mkdtempSync(join(tmpdir(), 'semblance-bench-'))
      const photoIds = madeUpLibrary(dir, photos)
      const host = await startHost(join(dir, 'catalogue'))
      const meter = memoryOf(host)
      try {
        const window = await host.connect()
        await throughTheDay(window.api, photoIds, seconds, meter.tell)
        window.close()
      } finally {
        meter.stop()
        await host.end('SIGTERM')
        rmSync(dir, { recursive: true })
      }
    })

type Tell = (moment: string) => void

async function throughTheDay(api: PhotoApi, photoIds: Int32Array, seconds: number, tell: Tell): Promise<void> {
  const until = async (isSo: (status: LibraryStatus) => boolean) => {
    while (!isSo(await api.getStatus({}))) await wait(sampleMs)
  }
  await until(({ indexing }) => indexing.state !== 'running')
  tell(`opened, ${photoIds.length} files walked`)
  await until(({ embeddedCount }) => embeddedCount === photoIds.length)
  tell(`${newPhotoCount} new photos embedded`)
  await wait(10_000)
  tell('ten seconds of rest')
  for (let offset = 0; offset < 2000; offset += 200) await api.listPhotos({ offset, limit: 200 })
  tell('ten pages looked at')
  for (let i = 0; i < 50; i++) await api.findSimilar({ query: [{ photoId: photoIds[i * 31] }], limit: 60 })
  tell('50 searches')
  await markAndRank(api, photoIds)
  tell('a tag ranked')
  await api.startTraining({ minutes: 1000 })
  await until(({ training }) => training.step > 0)
  await wait(seconds * 1000)
  tell(`learning for ${seconds} s`)
  await api.cancelTraining({})
  await until(({ training }) => training.state !== 'running')
  await api.startTraining({ minutes: 0 })
  await until(({ training }) => training.state === 'running')
  await until(({ training }) => training.state !== 'running')
  tell(`${photoIds.length} photos seen anew, their model published`)
}

async function markAndRank(api: PhotoApi, photoIds: Int32Array): Promise<void> {
  const { tagId } = await api.createTag({ name: 'mine' })
  const labels = [...photoIds.subarray(0, 8)].map((photoId) => ({ photoId, label: 'yes' as const }))
  await api.setLabels({ tagId, labels })
  for (let offset = 0; offset < 2000; offset += 200) await api.rankTag({ tagId, offset, limit: 200 })
}

/** Rows, files of a byte, pixels of nothing that take no room, and the starter as the model in use. */
function madeUpLibrary(dir: string, photoCount: number): Int32Array {
  const [photosDir, catalogueDir] = [join(dir, 'photos'), join(dir, 'catalogue')]
  const catalogue = openCatalogue(catalogueDir)
  const photoIds = fillCatalogue(catalogue, photoCount, { photosDir, embeddedCount: photoCount - newPhotoCount })
  for (let i = 0; i < photoCount; i++) {
    const path = catalogue.photos.presentPath(photoIds[i])!
    if (i % 1000 === 0) mkdirSync(dirname(path), { recursive: true })
    writeFileSync(path, '-')
    utimesSync(path, 0.001, 0.001)
  }
  catalogue.close()
  fillPixels(catalogueDir, photoCount)
  mkdirSync(join(catalogueDir, 'models', '1'), { recursive: true })
  copyFileSync(starterPath, join(catalogueDir, 'models', '1', 'encoder.safetensors'))
  return photoIds
}

function memoryOf(host: Host): { tell: Tell; stop(): void } {
  const processes = (['core', 'learner'] as const).map((which) => ({ which, nowBytes: 0, mostBytes: 0 }))
  const sample = () => {
    for (const each of processes) {
      each.nowBytes = host.memoryBytes(each.which)
      each.mostBytes = Math.max(each.mostBytes, each.nowBytes)
    }
  }
  const timer = setInterval(sample, sampleMs)
  const megabytes = (bytes: number) => (bytes / 2 ** 20).toFixed(0)
  const tell = (moment: string) => {
    sample()
    const columns = processes.flatMap(({ nowBytes, mostBytes }) => [megabytes(nowBytes), megabytes(mostBytes)])
    console.log(`| ${[moment, ...columns].join(' | ')} |`)
    for (const each of processes) each.mostBytes = 0
  }
  console.log('| MB | core, then | at most | learner, then | at most |\n|---|---|---|---|---|')
  return { tell, stop: () => clearInterval(timer) }
}
