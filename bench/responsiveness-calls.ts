/** A call of every method of the contract, as large as the library lets it be; each with why where there is none. */
import { join } from 'node:path'
import { galleryOrders } from '../src/shared/domain.ts'
import type { MethodName, PhotoApi } from '../src/shared/contract.ts'

export interface Call {
  name: string
  call(i: number): Promise<unknown>
  /** How often; default five times. */
  times?: number
}

/** "without" begins a reason. */
type Calls = Record<MethodName, `without: ${string}` | [of: string, call: Call['call'], times?: number][]>

const packed = (photoIds: Int32Array): string => Buffer.from(photoIds.buffer).toString('base64')

/** In the order in which they are made: what a call leaves behind is what the next ones work on. */
export async function callsOf(api: PhotoApi, photoIds: Int32Array, dir: string): Promise<Call[]> {
  const calls = await madeCalls(api, photoIds, dir)
  return Object.entries(calls).flatMap(([method, of]) =>
    typeof of === 'string' ? [] : of.map(([what, call, times]) => ({ name: `${method}${what}`, call, times })),
  )
}

async function madeCalls(api: PhotoApi, photoIds: Int32Array, dir: string): Promise<Calls> {
  const tags = await api.listTags({})
  const [all, again] = ['all', 'all again'].map((name) => tags.find((tag) => tag.name === name)!.tagId)
  const { tagId } = await api.createTag({ name: 'mine' })
  const { tagId: half } = await api.createTag({ name: 'half' })
  const first = (count: number) => [...photoIds.subarray(0, count)]
  await api.labelPhotos({ tagId, photoIds: first(8), label: 'yes' })
  const every = packed(photoIds)
  const firstHalf = packed(photoIds.slice(0, photoIds.length / 2))
  const page = { offset: 0, limit: 200 }
  const last = { offset: photoIds.length - 200, limit: 200 }
  let [auditId, nextId, runId] = [0, 0, 0]
  const asked = ({ auditId: id, next }: Awaited<ReturnType<PhotoApi['startAudit']>>) => {
    ;[auditId, nextId] = [id, next!.photoId]
  }
  const examples = (from: number) =>
    first(6 * from + 6)
      .slice(-6)
      .map((photoId, at) => ({ photoId, minus: at > 3 }))
  return {
    getStatus: [['', () => api.getStatus({})]],
    browseFolders: [['', () => api.browseFolders({ path: dir })]],
    listPhotos: [
      [', first page', () => api.listPhotos(page)],
      [', last page', () => api.listPhotos(last)],
    ],
    getGallery: galleryOrders.map((order) => [
      ` by ${order}`,
      (i) => api.getGallery({ order, near: photoIds[i * 31] }),
    ]),
    getPlaceholders: [[' of a thousand', () => api.getPlaceholders({ photoIds: first(1000) })]],
    getPhoto: [['', (i) => api.getPhoto({ photoId: photoIds[i * 17] })]],
    getSummaries: [[' of a thousand', () => api.getSummaries({ photoIds: first(1000) })]],
    getExposure: [['', (i) => api.getExposure({ photoId: photoIds[i * 17] })]],
    getPaths: [[' of a thousand', () => api.getPaths({ photoIds: first(1000) })]],
    findPhotosByPath: [
      [' of a thousand', () => api.findPhotosByPath({ paths: first(1000).map((id) => `/photos/0/${id}.jpg`) })],
    ],
    findSimilar: [
      [' (the first loads)', (i) => api.findSimilar({ query: [{ photoId: photoIds[i * 31] }], limit: 60 })],
      [', a thousand by six examples', (i) => api.findSimilar({ query: examples(i), limit: 1000 })],
      [', the same with levels', (i) => api.findSimilar({ query: examples(i), limit: 1000, levels: true })],
    ],
    compareNeighbours: [['', () => api.compareNeighbours({})]],
    searchPhotos: [
      [' by text', () => api.searchPhotos({ query: 'name:7', order: 'taken' })],
      [' by tag and date', () => api.searchPhotos({ query: 'tag:all -tag:mine 1970', order: 'taken' })],
      [' by country (the first reads a table)', () => api.searchPhotos({ query: 'place:italy', order: 'taken' })],
    ],
    suggestSearch: [[' (the first gathers)', () => api.suggestSearch({ query: 'a', caret: 1 })]],
    listSearches: [['', () => api.listSearches({})]],
    saveSearch: [['', (i) => api.saveSearch({ name: `search ${i}`, query: 'name:7' })]],
    renameSearch: [['', (i) => api.renameSearch({ searchId: i + 1, name: `renamed ${i}` })]],
    removeSearch: [['', (i) => api.removeSearch({ searchId: i + 1 })]],
    choose: [
      [' all favourites, and none', (i) => api.choose({ photoIds: every, choice: { favourite: i % 2 === 0 } }), 2],
    ],
    listTags: [['', () => api.listTags({})]],
    createTag: [['', (i) => api.createTag({ name: `tag ${i}` })]],
    renameTag: [[' of all photos', (i) => api.renameTag({ tagId: all, name: `all ${i}` })]],
    setExclusive: [['', (i) => api.setExclusive({ tagId: all, exclusive: i % 2 === 0 })]],
    setLabels: [['', (i) => api.setLabels({ tagId, labels: [{ photoId: photoIds[100 + i], label: 'no' }] })]],
    labelPhotos: [[', half the library', () => api.labelPhotos({ tagId: half, photoIds: firstHalf, label: 'yes' }), 1]],
    getMarks: [[' of all photos', () => api.getMarks({ tagId: all })]],
    listLabels: [[' of all photos, first page', () => api.listLabels({ tagId: all, ...page })]],
    getTagged: [[' of all photos', () => api.getTagged({ tagId: all })]],
    listTagged: [
      [' of all photos, first page', () => api.listTagged({ tagId: all, ...page })],
      [' of all photos, last page', () => api.listTagged({ tagId: all, ...last })],
    ],
    takeOverMarks: [['', (i) => api.takeOverMarks({ photoId: photoIds[i] })]],
    rankTag: [
      [' (the first makes the space)', (i) => api.rankTag({ tagId, offset: 200 * i, limit: 200 })],
      [' with half the library marked', (i) => api.rankTag({ tagId: half, offset: 200 * i, limit: 200 })],
    ],
    getConfidences: [['', () => api.getConfidences({ tagId })]],
    reviewTag: [['', () => api.reviewTag({ tagId })]],
    listProposals: [[' (the first finds groups)', () => api.listProposals({}), 2]],
    nameProposal: 'without: made-up photos are in no groups',
    putAsideProposal: 'without: made-up photos are in no groups',
    startAudit: [['', async () => asked(await api.startAudit({ tagId }))]],
    getAudit: [['', () => api.getAudit({ tagId })]],
    answerAudit: [['', async () => asked(await api.answerAudit({ auditId, photoId: nextId, label: 'yes' }))]],
    endAudit: [['', () => api.endAudit({ auditId }), 1]],
    applyTag: [
      [' to half the library', async () => ({ runId } = await api.applyTag({ tagId, count: photoIds.length / 2 })), 1],
    ],
    listRuns: [['', () => api.listRuns({})]],
    compareRuns: [['', () => api.compareRuns({ tagId, ...page })]],
    renewRuns: 'without: nothing was found by an earlier model',
    undoRun: [[' of half the library', () => api.undoRun({ runId }), 1]],
    mergeTags: [[' of all photos', () => api.mergeTags({ tagId: again, intoTagId: half }), 1]],
    deleteTag: [[' of all photos', () => api.deleteTag({ tagId: all }), 1]],
    undo: [['', () => api.undo({}), 3]],
    redo: [['', () => api.redo({}), 3]],
    listHistory: [['', () => api.listHistory({ limit: 1000 })]],
    cancelStep: [['', () => api.cancelStep({})]],
    findKeywords: [[', a page', () => api.findKeywords({ after: 0, limit: 100 })]],
    importKeywords: 'without: no file has keywords',
    previewSidecars: [[', a page', () => api.previewSidecars({ after: 0, limit: 100 })]],
    writeSidecars: 'without: no file is there',
    exportTags: [
      [' as Parquet', (i) => api.exportTags({ path: join(dir, `tags-${i}.parquet`) }), 2],
      [' as CSV', (i) => api.exportTags({ path: join(dir, `tags-${i}.csv`) }), 2],
    ],
    exportCopies: 'without: no file is there',
    exportModel: [['', (i) => api.exportModel({ dir: join(dir, `model-${i}`) }).catch(() => null), 2]],
    importModel: 'without: no learner',
    listDuplicates: [['', () => api.listDuplicates({ offset: 0, limit: 100 })]],
    findDuplicates: 'without: npm run bench -- duplicates',
    cancelDuplicates: 'without: npm run bench -- duplicates',
    tellApart: [['', (i) => api.tellApart({ photoId: photoIds[i], otherIds: [photoIds[i + 9]] })]],
    keepDuplicates: [['', (i) => api.keepDuplicates({ photoIds: [photoIds[i], photoIds[i + 9]] })]],
    getMap: 'without: npm run bench -- map',
    makeMap: 'without: npm run bench -- map',
    cancelMap: 'without: npm run bench -- map',
    listModels: [['', () => api.listModels({})]],
    activateModel: [['', (i) => api.activateModel({ modelVersion: 1 + (i % 2) })]],
    setLearnTime: [['', () => api.setLearnTime({ when: 'never' })]],
    startTraining: 'without: no learner',
    pauseTraining: 'without: no learner',
    resumeTraining: 'without: no learner',
    finishTraining: 'without: no learner',
    cancelTraining: 'without: no learner',
    getDiagnostics: [['', () => api.getDiagnostics({})]],
    listProblems: [['', () => api.listProblems(page)]],
    retryProblems: [['', () => api.retryProblems({})]],
    rescan: [[' of a folder that is away', () => api.rescan({})]],
    pauseIndexing: [['', () => api.pauseIndexing({})]],
    resumeIndexing: [['', () => api.resumeIndexing({})]],
    cancelIndexing: [['', () => api.cancelIndexing({})]],
    setExclusions: [['', (i) => api.setExclusions({ patterns: [`none-${i}/`] })]],
    addFolder: 'without: no folder is there',
    removeFolder: [['', () => api.removeFolder({ folderId: 1 }), 1]],
  }
}
