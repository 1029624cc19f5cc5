/**
 * One runtime schema per contract method: validator, allow-list and completeness check at once.
 * A method missing here or an argument of another type fails the type check.
 */
import { z } from 'zod'
import type { MethodName, PhotoApi } from './contract.ts'
import {
  backboneNames,
  duplicateLevels,
  galleryOrders,
  keptOuts,
  learnTimes,
  mostExamples,
  reviewReasons,
} from './domain.ts'
import { sidecarNamings } from './exchange.ts'
import { withoutTurning } from './shown-name.ts'

/** Packed, ids are int32: one beyond would name another row. */
const id = z.int32().positive()
const path = z
  .string()
  .min(1)
  .max(4096)
  .refine((text) => !text.includes('\0'), 'A path has no NUL in it.')
const offset = z.int().min(0)
const limit = z.int().min(1).max(1000)
const none = z.strictObject({})
/** Composed alike however it was typed; what cannot be seen is no name. */
export const tagName = z
  .string()
  .normalize('NFC')
  .trim()
  .min(1, 'Give it at least one letter.')
  .max(100, 'It has more than 100 letters.')
  .refine((name) => !/\p{Cc}/u.test(name), 'A name has no line breaks or control codes.')
  .refine((name) => withoutTurning(name) === name, 'A name has no codes that turn the writing beside it around.')
  .refine(
    (name) => /[^\p{Cf}\p{Z}\p{Default_Ignorable_Code_Point}]/u.test(name),
    'A name has something that can be seen.',
  )
/** Long ones are refused in words by who reads them. */
const query = z.string().max(100_000)
const rankingId = z.string().max(100)
const label = z.enum(['yes', 'no'])
const asked = z.enum(reviewReasons)
const proposalId = z.string().max(100)
const tagIds = z.array(id).min(1).max(1000).optional()
const naming = z.enum(sidecarNamings).optional()
/** 100 MB of image, as Base64. */
const imageBase64 = z.base64().max(140_000_000)
const share = z.number().min(0).max(1)
const side = share.gt(0, 'A part of a photo has a width and a height.')
const region = z
  .strictObject({ x: share, y: share, width: side, height: side })
  .refine(({ x, y, width, height }) => Math.max(x + width, y + height) < 1.0001, 'It reaches beyond the photo.')
const ofExample = { region: region.optional(), minus: z.boolean().optional() }
const similarQuery = z
  .array(
    z.union([
      z.strictObject({ photoId: id, ...ofExample }),
      z.strictObject({ imageBase64, name: path.optional(), ...ofExample }),
    ]),
  )
  .max(mostExamples, `Give at most ${mostExamples} examples.`)
  .refine((examples) => examples.some(({ minus }) => !minus), 'Give at least one example to look for, not minus alone.')

const byteCountOf = (base64: string) => (base64.length / 4) * 3 - (base64.split('=').length - 1)
/** Many are checked as one: each by itself would keep the thread for a tenth of a second. */
const photoIds = z.union([
  z.array(id).max(1000),
  z
    .base64()
    .max(6_000_000)
    .refine((text) => byteCountOf(text) % 4 === 0, 'These are no whole numbers of four bytes.'),
])

const keptOut = z.enum(keptOuts)
/** One at a time, so that what was done can be told in a few words. */
const choice = z.union([
  z.strictObject({ favourite: z.boolean() }),
  z.strictObject({ rating: z.int().min(0).max(5).nullable() }),
  z.strictObject({ keptOut: keptOut.nullable() }),
])

const trainingOptions = z.strictObject({
  minutes: z.number().min(0).max(100_000).optional(),
  epochs: z.int().positive().max(100_000).optional(),
  engine: z.enum(['auto', 'onnx', 'tensorflow']).optional(),
  device: z.enum(['auto', 'cpu', 'webgpu', 'dml', 'cuda']).optional(),
  backbone: z.enum(backboneNames).optional(),
  objective: z.enum(['softmax', 'nce']).optional(),
  embeddingSize: z.int().min(32).max(256).optional(),
  imageSize: z.int().min(32).max(256).optional(),
  batchSize: z.int().min(2).max(1024).optional(),
  learningRate: z.number().positive().max(10).optional(),
  /** Below, sums of exponentials leave single precision. */
  temperature: z.number().min(0.02).max(10).optional(),
  negativeCount: z.int().min(1).max(65_536).optional(),
  proximalWeight: z.number().min(0).max(1000).optional(),
  bankMomentum: z.number().min(0).lt(1).optional(),
  refine: z.boolean().optional(),
  start: z.enum(['starter', 'scratch']).optional(),
  seed: z.int().min(0).max(0xffff_ffff).optional(),
})

export const schemas = {
  getStatus: none,
  browseFolders: z.strictObject({ path: path.optional() }),
  addFolder: z.strictObject({ path }),
  removeFolder: z.strictObject({ folderId: id }),
  setExclusions: z.strictObject({ patterns: z.array(z.string().max(1000)).max(1000) }),
  rescan: z.strictObject({ full: z.boolean().optional() }),
  pauseIndexing: none,
  resumeIndexing: none,
  cancelIndexing: none,
  listPhotos: z.strictObject({ offset, limit, keptOut: keptOut.optional() }),
  getGallery: z.strictObject({ order: z.enum(galleryOrders), near: id.optional(), keptOut: keptOut.optional() }),
  choose: z.strictObject({ photoIds, choice }),
  searchPhotos: z.strictObject({ query, order: z.enum(galleryOrders), near: id.optional() }),
  suggestSearch: z.strictObject({ query, caret: z.int().min(0) }),
  listSearches: none,
  saveSearch: z.strictObject({ name: tagName, query: query.min(1) }),
  renameSearch: z.strictObject({ searchId: id, name: tagName }),
  removeSearch: z.strictObject({ searchId: id }),
  getSummaries: z.strictObject({ photoIds: z.array(id).max(1000) }),
  getPlaceholders: z.strictObject({ photoIds: z.array(id).max(1000) }),
  getPhoto: z.strictObject({ photoId: id }),
  getExposure: z.strictObject({ photoId: id }),
  getPaths: z.strictObject({ photoIds: z.array(id).max(1000) }),
  findPhotosByPath: z.strictObject({ paths: z.array(path).max(1000) }),
  getDiagnostics: z.strictObject({ withNames: z.boolean().optional() }),
  listProblems: z.strictObject({ offset, limit }),
  retryProblems: none,
  startTraining: trainingOptions,
  pauseTraining: none,
  resumeTraining: none,
  finishTraining: none,
  cancelTraining: none,
  setLearnTime: z.strictObject({ when: z.enum(learnTimes) }),
  listModels: none,
  activateModel: z.strictObject({ modelVersion: id }),
  compareNeighbours: z.strictObject({ another: id.optional() }),
  exportModel: z.strictObject({ dir: path }),
  importModel: z.strictObject({ path }),
  findSimilar: z.strictObject({ query: similarQuery, limit, levels: z.boolean().optional() }),
  listDuplicates: z.strictObject({
    offset,
    limit: z.int().min(1).max(100),
    level: z.enum(duplicateLevels).optional(),
  }),
  findDuplicates: none,
  cancelDuplicates: none,
  tellApart: z.strictObject({ photoId: id, otherIds: z.array(id).min(1).max(1000) }),
  keepDuplicates: z.strictObject({ photoIds: z.array(id).min(1).max(10_000) }),
  getMap: none,
  makeMap: none,
  cancelMap: none,
  listTags: none,
  createTag: z.strictObject({ name: tagName }),
  renameTag: z.strictObject({ tagId: id, name: tagName }),
  setExclusive: z.strictObject({ tagId: id, exclusive: z.boolean() }),
  deleteTag: z.strictObject({ tagId: id }),
  setLabels: z.strictObject({
    tagId: id,
    labels: z.array(z.strictObject({ photoId: id, label: label.nullable(), asked: asked.optional() })).max(1000),
  }),
  labelPhotos: z.strictObject({ tagId: id, photoIds, label: label.nullable(), asked: asked.optional() }),
  takeOverMarks: z.strictObject({ photoId: id }),
  getMarks: z.strictObject({ tagId: id }),
  listLabels: z.strictObject({ tagId: id, label: label.optional(), offset, limit }),
  getTagged: z.strictObject({ tagId: id, runId: id.optional() }),
  listTagged: z.strictObject({ tagId: id, offset, limit, runId: id.optional() }),
  mergeTags: z.strictObject({ tagId: id, intoTagId: id }),
  rankTag: z.strictObject({ tagId: id, offset, limit, rankingId: rankingId.optional() }),
  getConfidences: z.strictObject({ tagId: id, rankingId: rankingId.optional() }),
  applyTag: z.strictObject({
    tagId: id,
    count: z.int().min(0).optional(),
    rankingId: rankingId.optional(),
    auditId: id.optional(),
  }),
  reviewTag: z.strictObject({ tagId: id, skipped: z.array(id).max(10_000).optional() }),
  listProposals: none,
  nameProposal: z.strictObject({ proposalId, name: tagName, photoIds: z.array(id).min(1).max(1000) }),
  putAsideProposal: z.strictObject({ proposalId, forGood: z.boolean() }),
  startAudit: z.strictObject({ tagId: id, wanted: z.number().min(0.5).max(0.99).optional() }),
  getAudit: z.strictObject({ tagId: id }),
  answerAudit: z.strictObject({ auditId: id, photoId: id, label }),
  endAudit: z.strictObject({ auditId: id }),
  compareRuns: z.strictObject({ tagId: id, offset, limit }),
  renewRuns: z.strictObject({ tagId: id }),
  listRuns: z.strictObject({ tagId: id.optional() }),
  undoRun: z.strictObject({ runId: id }),
  undo: none,
  redo: none,
  listHistory: z.strictObject({ limit }),
  cancelStep: none,
  findKeywords: z.strictObject({ after: offset, limit }),
  importKeywords: z.strictObject({ keywords: z.array(tagName).min(1).max(100_000) }),
  previewSidecars: z.strictObject({ after: offset, limit, tagIds, naming }),
  writeSidecars: z.strictObject({
    changes: z.array(z.strictObject({ photoPath: path, hash: z.string().length(64) })).max(1000),
    tagIds,
    naming,
  }),
  exportTags: z.strictObject({ path, tagIds }),
  exportCopies: z.strictObject({ photoIds: z.array(id).min(1).max(1000), folder: path }),
} satisfies { [M in MethodName]: z.ZodType<Parameters<PhotoApi[M]>[0]> }
