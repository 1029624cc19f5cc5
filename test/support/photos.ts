/** Photos made for tests, and a core on a catalogue of its own. */
import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import sharp from 'sharp'
import type { Core, CoreOptions } from '../../src/core/core.ts'
import { createCore } from '../../src/core/create-core.ts'
import { PIXEL_SIZE } from '../../src/core/imaging/pixels.ts'
import { saveEncoder } from '../../src/core/learner/checkpoint.ts'
import { initialState } from '../../src/core/learning/encoder-weights.ts'
import { Random } from '../../src/core/learning/random.ts'
import { defaultRecipe, engineConfig } from '../../src/core/learning/recipe.ts'
import type { IndexingStatus, PhotoDetail } from '../../src/shared/domain.ts'
import type { FakeBehaviour } from './fake-learner.ts'

export const learnerEntry = fileURLToPath(new URL('../../src/core/learner-process.ts', import.meta.url))

/** A learner process that does as it is told by `behaveIn`. */
export const fakeLearnerEntry = fileURLToPath(new URL('fake-learner.ts', import.meta.url))

export function behaveIn(catalogueDir: string, behaviour: FakeBehaviour): void {
  writeFileSync(join(catalogueDir, 'learner.json'), JSON.stringify(behaviour))
}

export function temporaryFolder(): { path: string; remove(): void } {
  const path = mkdtempSync(join(tmpdir(), 'semblance-test-'))
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) }
}

/** One JPEG of a colour with stripes, so that no two are alike. */
export async function writePhoto(
  path: string,
  colour: [number, number, number],
  variant = 0,
  size = { width: 160, height: 120 },
): Promise<string> {
  const { width, height } = size
  const pixels = Buffer.alloc(width * height * 3)
  for (let i = 0; i < pixels.length; i++) {
    const x = Math.floor(i / 3) % width
    pixels[i] = Math.min(255, colour[i % 3] + ((x >> 3) % (variant + 2) === 0 ? 30 + variant : 0))
  }
  await sharp(pixels, { raw: { width, height, channels: 3 } })
    .jpeg({ quality: 90 })
    .toFile(path)
  return path
}

export const colours: Record<string, [number, number, number]> = {
  red: [200, 20, 20],
  green: [20, 180, 30],
  blue: [20, 30, 200],
}

/** `count` photos of each colour in a folder of their own. */
export async function writeLibrary(dir: string, count: number): Promise<void> {
  for (const [name, colour] of Object.entries(colours)) {
    mkdirSync(join(dir, name), { recursive: true })
    for (let i = 0; i < count; i++) await writePhoto(join(dir, name, `${name}-${i}.jpg`), colour, i)
  }
}

export function openCore(catalogueDir: string, options: Partial<CoreOptions> = {}): Promise<Core> {
  return createCore({ catalogueDir, learnerEntry, ...options })
}

export interface Fresh {
  /** For photos. */
  home: ReturnType<typeof temporaryFolder>
  catalogue: ReturnType<typeof temporaryFolder>
  core: Core
}

/** An empty folder, and a core with a catalogue of its own. */
export async function openFresh(): Promise<Fresh> {
  const [home, catalogue] = [temporaryFolder(), temporaryFolder()]
  return { home, catalogue, core: await openCore(catalogue.path) }
}

export async function closeFresh({ home, catalogue, core }: Fresh): Promise<void> {
  await core.close()
  for (const folder of [home, catalogue]) folder.remove()
}

/** What the core tells of each photo, by name. */
export async function detailsByName({ api }: Core): Promise<Record<string, PhotoDetail>> {
  const { photos } = await api.listPhotos({ offset: 0, limit: 1000 })
  const all = await Promise.all(photos.map(({ photoId }) => api.getPhoto({ photoId })))
  return Object.fromEntries(all.map((detail) => [detail.name, detail]))
}

/** A core over `count` photos of each colour, indexed. */
export async function openLibrary(count: number): Promise<{ core: Core; photosDir: string; close(): Promise<void> }> {
  const fresh = await openFresh()
  const { core, home } = fresh
  await writeLibrary(home.path, count)
  await core.api.addFolder({ path: home.path })
  await indexed(core)
  return { core, photosDir: home.path, close: () => closeFresh(fresh) }
}

/** The file of an encoder with random weights, as the app exports them. */
export function writeEncoder(dir: string): string {
  return saveEncoder(dir, initialState(engineConfig(defaultRecipe, PIXEL_SIZE), new Random(5)), defaultRecipe)
}

/** Resolves when indexing is no longer running. */
export async function indexed(core: Core): Promise<IndexingStatus> {
  for (;;) {
    const { indexing } = await core.api.getStatus({})
    if (indexing.state !== 'running' && indexing.state !== 'paused') return indexing
    await new Promise((next) => setTimeout(next, 20))
  }
}

/** Waits until `look` gives something; fails after 30 seconds saying what was waited for. */
export async function waitFor<T>(what: string, look: () => Promise<T | null | undefined | false>): Promise<T> {
  for (const startedMs = Date.now(); Date.now() - startedMs < 30_000;) {
    const found = await look()
    if (found) return found
    await new Promise((next) => setTimeout(next, 50))
  }
  throw new Error(`waited 30 s in vain for ${what}`)
}

/** Children of this process that run the learner. */
export function learnerPids(): number[] {
  const table = execFileSync('ps', ['-o', 'pid=,args=', '--ppid', String(process.pid)], { encoding: 'utf8' })
  return table
    .split('\n')
    .filter((line) => line.includes('learner-process'))
    .map((line) => Number.parseInt(line, 10))
}

/** Root may read and write everything, so the process becomes "nobody" for a moment. */
export async function withoutRoot<T>(work: () => Promise<T>): Promise<T> {
  const isRoot = process.getuid?.() === 0
  if (isRoot) process.seteuid!(65534)
  try {
    return await work()
  } finally {
    if (isRoot) process.seteuid!(0)
  }
}
