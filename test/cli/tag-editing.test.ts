/** Tags renamed, merged, deleted and made exclusive by the command line, groups named, and names too long to say. */
import { truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { pixelFile } from '../../src/core/imaging/pixel-store.ts'
import { PIXEL_BYTES } from '../../src/core/imaging/pixels.ts'
import { normalise } from '../../src/core/learning/memory-bank.ts'
import { Random } from '../../src/core/learning/random.ts'
import { openCatalogue } from '../../src/core/store/catalogue.ts'
import { addPhotos } from '../../src/core/store/testing/support.ts'
import type { Proposal, TagSummary } from '../../src/shared/domain.ts'
import { json, semblance } from '../support/cli.ts'
import { temporaryFolder, writeEncoder, writeLibrary } from '../support/photos.ts'

const [photos, catalogue] = [temporaryFolder(), temporaryFolder()]
const red = (n: number) => join(photos.path, 'red', `red-${n}.jpg`)
const names = async () => (await json<TagSummary[]>('tags')).map(({ name }) => name)

beforeAll(async () => {
  vi.stubEnv('SEMBLANCE_CATALOGUE', catalogue.path)
  await writeLibrary(photos.path, 20)
  await semblance('index', photos.path)
  await semblance('import', writeEncoder(catalogue.path))
  for (const [n, name] of ['cats', 'dogs', 'pets/fish'].entries()) await semblance('tag', name, '--yes', red(n))
})
afterAll(() => {
  vi.unstubAllEnvs()
  for (const folder of [photos, catalogue]) folder.remove()
})

test('rename, merge, exclusive, delete, each taken back by undo', async () => {
  const renamed = await json<TagSummary>('edit-tag', 'cats', '--rename', 'pets/cats')
  expect(renamed).toMatchObject({ name: 'pets/cats', yesCount: 1 })
  const merged = await semblance('edit-tag', 'dogs', '--merge', 'pets / cats')
  expect(merged.stdout).toMatch(/^Tag "pets\/cats": 2 yes.*semblance undo\n$/)
  expect(await json('edit-tag', 'pets', '--exclusive', 'yes')).toMatchObject({ exclusive: true })
  expect((await semblance('tags')).stdout).toContain('a yes to one tag in it is a no to the others')
  expect(await json('edit-tag', 'pets', '--delete')).toMatchObject({ name: 'pets', removedLabelCount: 3 })
  expect(await names()).toEqual([])
  for (let step = 0; step < 4; step++) await semblance('undo')
  expect(await names()).toEqual(['cats', 'dogs', 'pets', 'pets/fish'])
})

test.each([
  [['edit-tag', 'cats'], /Say what to do/],
  [['edit-tag', 'cats', '--delete', '--rename', 'x'], /cannot be used with/],
  [['edit-tag', 'cats', '--exclusive', 'maybe'], /Allowed choices/],
  [['edit-tag', 'none', '--delete'], /There is no tag "none"/],
  [['proposals', '--never'], /Give a group together/],
  [['proposals', 'x'], /Give a group together/],
  [['proposals', 'x', '--never', '--name', 'y'], /cannot be used with/],
  [['proposals', 'x', '--never'], /not proposed any more/],
])('%j is refused', async (args, message) => {
  const { exitCode, stderr } = await semblance(...args)
  expect(exitCode).toBeGreaterThan(0)
  expect(stderr).toMatch(message)
})

const long = 'x'.repeat(10_000)
test.each([
  [['tag', long]],
  [['tag', long, '--yes', red(0)]],
  [['edit-tag', long, '--delete']],
  [['edit-tag', 'cats', '--rename', long]],
  [['review', long]],
  [['proposals', long, '--name', 'y']],
  [['tag', 'cats', '--yes', long]],
  [['tag', 'cats', '--yes', red(0), '--no', red(0)]],
])('%.60j is refused in a line that can be read', async (args) => {
  const { exitCode, stderr } = await semblance(...args)
  expect(exitCode).toBeGreaterThan(0)
  expect(stderr.length).toBeLessThan(500)
})

test('review says how to answer', async () => {
  expect((await semblance('review', 'cats')).stdout).toContain('Answer with: semblance review "cats" PHOTO... --answer')
})

/** A library of three kinds of 20 photos and 60 others, as a model would have seen them. */
function fillKinds(dir: string): void {
  const catalogue = openCatalogue(dir)
  const [photoIds, random, D] = [addPhotos(catalogue, 120), new Random(1), 16]
  const embeddings = new Float32Array(photoIds.length * D)
  photoIds.forEach((_, row) => {
    const own = embeddings.subarray(row * D, (row + 1) * D)
    for (let d = 0; d < D; d++) own[d] = random.normal() / (row < 60 ? 8 : 1)
    if (row < 60) own[row % 3] += 1
    normalise(own)
  })
  const version = catalogue.models.create({ seed: 1, recipe: { embeddingSize: D } as never })
  const trained = { trainingSeconds: 0, imagesPerSecond: 0, encoderPath: 'encoder.safetensors' }
  catalogue.models.publish(version, { photoIds, embeddings, embeddingSize: D, ...trained })
  catalogue.close()
  // Pixels of nothing: without them the photos would be read again.
  writeFileSync(join(dir, pixelFile), '')
  truncateSync(join(dir, pixelFile), photoIds.length * PIXEL_BYTES)
}

test('proposals: listed, named, put aside', async () => {
  const kinds = temporaryFolder()
  fillKinds(kinds.path)
  const here = ['--catalogue', kinds.path]
  const proposals = await json<Proposal[]>('proposals', ...here)
  expect(proposals).toHaveLength(3)
  const [{ proposalId, typical }] = proposals
  expect((await semblance('proposals', ...here)).stdout).toMatch(new RegExp(`^${proposalId}  \\d+ photos, such as `))
  expect(await json('proposals', proposalId, '--name', 'found', ...here)).toMatchObject({ yesCount: typical.length })
  expect(await json('proposals', ...here)).toHaveLength(2)
  await semblance('undo', ...here)
  expect((await semblance('proposals', proposalId, '--never', ...here)).stdout).toMatch(/aside for good/)
  const left = (await json<Proposal[]>('proposals', ...here)).map((each) => each.proposalId)
  expect(left).not.toContain(proposalId)
  kinds.remove()
})
