/** Photos made for tests, and a core on a catalogue of its own. */
import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import sharp from 'sharp'
import type { Core } from '../../src/core/core.ts'
import { createCore } from '../../src/core/create-core.ts'
import type { IndexingStatus } from '../../src/shared/domain.ts'

export const learnerEntry = fileURLToPath(new URL('../../src/core/learner-process.ts', import.meta.url))

export function temporaryFolder(): { path: string; remove(): void } {
  const path = mkdtempSync(join(tmpdir(), 'semblance-test-'))
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) }
}

/** One JPEG of a colour with stripes, so that no two are alike. */
export async function writePhoto(path: string, colour: [number, number, number], variant = 0, size = { width: 160, height: 120 }): Promise<string> {
  const { width, height } = size
  const pixels = Buffer.alloc(width * height * 3)
  for (let i = 0; i < pixels.length; i++) {
    const x = Math.floor(i / 3) % width
    pixels[i] = Math.min(255, colour[i % 3] + ((x >> 3) % (variant + 2) === 0 ? 30 + variant : 0))
  }
  await sharp(pixels, { raw: { width, height, channels: 3 } }).jpeg({ quality: 90 }).toFile(path)
  return path
}

export const colours: Record<string, [number, number, number]> = { red: [200, 20, 20], green: [20, 180, 30], blue: [20, 30, 200] }

/** `count` photos of each colour in a folder of their own. */
export async function writeLibrary(dir: string, count: number): Promise<void> {
  for (const [name, colour] of Object.entries(colours)) {
    mkdirSync(join(dir, name), { recursive: true })
    for (let i = 0; i < count; i++) await writePhoto(join(dir, name, `${name}-${i}.jpg`), colour, i)
  }
}

export function openCore(catalogueDir: string): Promise<Core> {
  return createCore({ catalogueDir, learnerEntry })
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
  for (const startedMs = Date.now(); Date.now() - startedMs < 30_000; ) {
    const found = await look()
    if (found) return found
    await new Promise((next) => setTimeout(next, 50))
  }
  throw new Error(`waited 30 s in vain for ${what}`)
}

/** Children of this process that run the learner. */
export function learnerPids(): number[] {
  const table = execFileSync('ps', ['-o', 'pid=,args=', '--ppid', String(process.pid)], { encoding: 'utf8' })
  return table.split('\n').filter((line) => line.includes('learner-process')).map((line) => Number.parseInt(line, 10))
}
