/** Groups that may want a name: found, named, put aside, and known again when another model finds them. */
import { afterEach, beforeEach, expect, test } from 'vitest'
import { normalise } from '../learning/memory-bank.ts'
import { Random } from '../learning/random.ts'
import type { SearchSpace } from '../search/search-space.ts'
import { addPhotos, temporaryCatalogue } from '../store/testing/support.ts'
import type { Catalogue } from '../store/catalogue.ts'
import { createLibraryGraph, type LibraryGraph } from './library-graph.ts'
import { createProposing } from './proposing.ts'

const [kindCount, ofAKind, others, D] = [3, 40, 200, 16]

/** Three kinds of 40 photos around directions of their own, in turn, and 200 that are like nothing. */
function spaceOf(photoIds: number[], seed: number): SearchSpace {
  const random = new Random(seed)
  const middles = Float32Array.from({ length: kindCount * D }, () => random.normal())
  const rows = new Float32Array(new SharedArrayBuffer(photoIds.length * D * 4))
  photoIds.forEach((_, row) => {
    const kind = kindOf(row)
    for (let d = 0; d < D; d++)
      rows[row * D + d] = kind === null ? random.normal() : middles[kind * D + d] + 0.2 * random.normal()
    normalise(rows.subarray(row * D, (row + 1) * D))
  })
  const rowOf = new Map(photoIds.map((photoId, row) => [photoId, row]))
  return { basis: 'encoder', modelVersion: seed, size: D, photoIds: Int32Array.from(photoIds), rows, rowOf }
}
const kindOf = (row: number) => (row < kindCount * ofAKind ? row % kindCount : null)

let catalogue: Catalogue
let photoIds: number[]
let space: SearchSpace
let nowMs: number
let graphs: LibraryGraph
let proposing: ReturnType<typeof createProposing>

beforeEach(() => {
  catalogue = temporaryCatalogue()
  photoIds = [...addPhotos(catalogue, kindCount * ofAKind + others)]
  space = spaceOf(photoIds, 1)
  graphs = createLibraryGraph()
  proposing = createProposing({
    catalogue,
    similarity: { space: async () => space },
    graphs,
    changed: (value) => value,
    clock: () => nowMs,
  })
})
afterEach(() => Promise.all([proposing.close(), graphs.close()]))

const kindsOf = (ids: number[]) => new Set(ids.map((photoId) => kindOf(photoIds.indexOf(photoId))))
const list = () => proposing.methods.listProposals({})
/** The kind of each proposal, by its typical photos. */
const proposedKinds = async () =>
  (await list()).map(({ typical }) => [...kindsOf(typical.map(({ photoId }) => photoId))][0]).sort()

test('each kind is a group, the rest is in none, and it is the same group when asked again', async () => {
  const proposals = await list()
  for (const { typical, photoCount } of proposals) {
    expect(typical).toHaveLength(12)
    expect(kindsOf(typical.map(({ photoId }) => photoId)).size).toBe(1)
    expect(photoCount).toBeGreaterThan(24)
    expect(photoCount).toBeLessThanOrEqual(ofAKind)
  }
  expect(await proposedKinds()).toEqual([0, 1, 2])
  expect((await list()).map(({ proposalId }) => proposalId)).toEqual(proposals.map(({ proposalId }) => proposalId))
})

test('before there is a model nothing is proposed', async () => {
  space = { ...space, basis: 'colour', modelVersion: null }
  expect(await list()).toEqual([])
})

test('a name makes the tag with its marks, as one step; then the group has its name, until that is undone', async () => {
  const [{ proposalId, typical }] = await list()
  const shown = typical.map(({ photoId }) => photoId).slice(1)
  const tag = await proposing.methods.nameProposal({ proposalId, name: 'Sea / Boats', photoIds: shown })
  expect(tag).toMatchObject({ name: 'Sea/Boats', yesCount: 11 })
  expect(catalogue.labels.list(tag.tagId).every(({ asked }) => asked === 'typical')).toBe(true)
  expect(await list()).toHaveLength(2)
  await expect(proposing.methods.nameProposal({ proposalId, name: 'x', photoIds: shown })).rejects.toMatchObject({
    code: 'NOT_FOUND',
  })
  await catalogue.history.undo()
  expect(catalogue.tags.list()).toEqual([])
  expect((await list()).map((each) => each.proposalId)).toContain(proposalId)
})

test('photos of another group are not marked', async () => {
  const [one, other] = await list()
  const photoIds = [one.typical[0].photoId, other.typical[0].photoId]
  await expect(
    proposing.methods.nameProposal({ proposalId: one.proposalId, name: 'x', photoIds }),
  ).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' })
  expect(catalogue.tags.list()).toEqual([])
})

test('what is put aside for good stays so when another model finds it, and comes back with undo', async () => {
  const [{ proposalId, typical }] = await list()
  const kind = [...kindsOf([typical[0].photoId])][0]
  const { photoCount } = await proposing.methods.putAsideProposal({ proposalId, forGood: true })
  expect(photoCount).toBeGreaterThan(24)
  const left = [0, 1, 2].filter((each) => each !== kind)
  expect(await proposedKinds()).toEqual(left)
  space = spaceOf(photoIds, 2)
  expect(await proposedKinds()).toEqual(left)
  await catalogue.history.undo()
  expect(await proposedKinds()).toEqual([0, 1, 2])
  await catalogue.history.redo()
  expect(await proposedKinds()).toEqual(left)
})

test('for now is a week', async () => {
  const [{ proposalId }] = await list()
  await proposing.methods.putAsideProposal({ proposalId, forGood: false })
  const day = 24 * 60 * 60_000
  const [{ createdAtMs }] = catalogue.putAside.list()
  nowMs = createdAtMs + 6 * day
  expect(await list()).toHaveLength(2)
  nowMs = createdAtMs + 8 * day
  expect(await list()).toHaveLength(3)
})

test('photos with a tag are not counted, and a group whose typical photos have one is not proposed', async () => {
  const [before] = await list()
  const { tagId } = catalogue.tags.create('mine')
  catalogue.labels.set(tagId, [{ photoId: before.typical[0].photoId, label: 'yes' }])
  const [after] = await list()
  expect(after.photoCount).toBe(before.photoCount - 1)
  catalogue.labels.set(
    tagId,
    before.typical.map(({ photoId }) => ({ photoId, label: 'yes' })),
  )
  expect(await list()).toHaveLength(2)
  catalogue.tags.remove(tagId)
  expect(await list()).toHaveLength(3)
})
