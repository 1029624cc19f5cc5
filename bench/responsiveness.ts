/**
 * npm run bench -- responsiveness: for how long the core's thread answers nobody, call by call, on a made-up library.
 * In processor time, since on a busy machine the clock tells of what runs beside.
 */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Command } from 'commander'
import { galleryOrders } from '../src/shared/domain.ts'
import type { Core } from '../src/core/core.ts'
import { createCore } from '../src/core/create-core.ts'
import { openCatalogue, type Catalogue } from '../src/core/store/catalogue.ts'
import { addModel, fillCatalogue, fillPixels } from './fill-catalogue.ts'
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
  const { tagId } = await core.api.createTag({ name: 'mine' })
  await core.api.setLabels({
    tagId,
    labels: [...photoIds.subarray(0, 8)].map((photoId) => ({ photoId, label: 'yes' as const })),
  })
  for (const [name, call] of callsOf(core, photoIds, tagId, dir)) {
    const blocks: number[] = []
    for (let i = 0; i < 5; i++) blocks.push((await longestBlock(() => call(i))).workMs)
    tell(name, blocks)
  }
  await core.close()
  await rm(dir, { recursive: true })
}

/** Two tags with a mark on every photo, each one step of the history. */
function markAll({ tags, labels }: Catalogue, photoIds: Int32Array): void {
  for (const name of ['all', 'all again'])
    labels.set(
      tags.create(name).tagId,
      Array.from(photoIds, (photoId) => ({ photoId, label: 'yes' as const })),
    )
}

/** Four looked for, two not. */
const examplesFrom = (photoIds: Int32Array, from: number) =>
  [...photoIds.subarray(from * 6, from * 6 + 6)].map((photoId, at) => ({ photoId, minus: at > 3 }))

function callsOf(
  core: Core,
  photoIds: Int32Array,
  tagId: number,
  dir: string,
): [string, (i: number) => Promise<unknown>][] {
  const { api } = core
  return [
    ['getStatus', () => api.getStatus({})],
    ['listPhotos, first page', () => api.listPhotos({ offset: 0, limit: 200 })],
    ['listPhotos, last page', () => api.listPhotos({ offset: photoIds.length - 200, limit: 200 })],
    ['getPhoto', (i) => api.getPhoto({ photoId: photoIds[i * 17] })],
    ['findSimilar (the first loads)', (i) => api.findSimilar({ query: [{ photoId: photoIds[i * 31] }], limit: 60 })],
    [
      'findSimilar, a thousand by six examples',
      (i) => api.findSimilar({ query: examplesFrom(photoIds, i), limit: 1000 }),
    ],
    [
      'the same with levels (the first finds them)',
      (i) => api.findSimilar({ query: examplesFrom(photoIds, i), limit: 1000, levels: true }),
    ],
    ['compareNeighbours', () => api.compareNeighbours({})],
    ['searchPhotos, by text', () => api.searchPhotos({ query: 'name:7', order: 'taken' })],
    ['searchPhotos, by tag and date', () => api.searchPhotos({ query: 'tag:all -tag:mine 1970', order: 'taken' })],
    ...galleryOrders.map((order): [string, (i: number) => Promise<unknown>] => [
      `getGallery, by ${order}`,
      (i) => api.getGallery({ order, near: photoIds[i * 31] }),
    ]),
    [
      'getPlaceholders of a thousand',
      (i) => api.getPlaceholders({ photoIds: [...photoIds.subarray(i * 1000, (i + 1) * 1000)] }),
    ],
    ['suggestSearch (the first gathers)', () => api.suggestSearch({ query: 'a', caret: 1 })],
    ['listTags', () => api.listTags({})],
    ['setLabels', (i) => api.setLabels({ tagId, labels: [{ photoId: photoIds[100 + i], label: 'no' }] })],
    ['findKeywords, a page', () => api.findKeywords({ after: 0, limit: 100 })],
    ['previewSidecars, a page', () => api.previewSidecars({ after: 0, limit: 100 })],
    ['exportTags, Parquet, every photo twice', (i) => api.exportTags({ path: join(dir, `tags-${i}.parquet`) })],
    ['exportTags, CSV', (i) => api.exportTags({ path: join(dir, `tags-${i}.csv`) })],
    ['undo, redo; among them a mark on every photo', (i) => (i < 3 ? api.undo({}) : api.redo({}))],
    ['listProblems', () => api.listProblems({ offset: 0, limit: 100 })],
    ['rescan of a folder that is away', () => api.rescan({})],
  ]
}

const tell = (name: string, blocksMs: number[]) =>
  console.log(
    `  ${name.padEnd(46)} median ${median(blocksMs).toFixed(1).padStart(7)} ms, longest ${Math.max(...blocksMs)
      .toFixed(1)
      .padStart(7)} ms`,
  )
