/**
 * For the store's tests: catalogues in temporary folders, filled with made-up photos, and child processes to kill.
 * Imports only node, vitest and the store.
 */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { onTestFinished } from 'vitest'
import { openCatalogue } from '../catalogue.ts'
import type { Catalogue } from '../catalogue.ts'
import type { NewPhoto } from '../photo-contents.ts'

/** A folder that goes when the test is over. */
export function temporaryDir(): string {
  const dir = mkdtempSync(join(tmpdir(), 'semblance-store-'))
  onTestFinished(() => rmSync(dir, { recursive: true, force: true }))
  return dir
}

/** An open catalogue whose clock counts 1, 2, 3; closed when the test is over. */
export function temporaryCatalogue(dir: string = temporaryDir()): Catalogue {
  let nowMs = 0
  const catalogue = openCatalogue(dir, { clock: () => ++nowMs })
  onTestFinished(() => catalogue.close())
  return catalogue
}

export const newPhoto = {
  width: 640,
  height: 480,
  capturedAtMs: null,
  pixelSlot: null,
  colourHistogram: Float32Array.of(0.6, 0.8),
}

/** A decoded photo with one file `/photos/<name>.jpg`; returns its id. */
export function addPhoto(catalogue: Catalogue, name: string, overrides: Partial<NewPhoto> = {}): number {
  const { folderId } = catalogue.folders.add('/photos')
  const photoId = catalogue.photos.insert({
    ...newPhoto,
    contentHash: `hash of ${name}`,
    pictureHash: `picture of ${name}`,
    ...overrides,
  })
  catalogue.files.markDecoded(catalogue.files.upsertFound(folderId, `/photos/${name}.jpg`, 1000, 2000), {
    photoId,
    contentHash: `hash of ${name}`,
    damage: null,
  })
  return photoId
}

/** Adds `count` photos in one transaction, with a slot each and capture dates one second apart; returns their ids. */
export function addPhotos(catalogue: Catalogue, count: number): Int32Array {
  return catalogue.transaction(() =>
    Int32Array.from({ length: count }, (_, at) =>
      addPhoto(catalogue, `${at}`, { pixelSlot: at, capturedAtMs: at * 1000 }),
    ),
  )
}

/** All that counts of tags, marks, runs and audits; what is hidden, undone or given up is as if it were not there. */
export function stateOf({ tags, labels, tagRuns, audits }: Catalogue) {
  const states = tags.list().map(async (tag) => ({
    ...tag,
    labels: labels.list(tag.tagId),
    machineTags: await tagRuns.machineTags(tag.tagId),
    runs: tagRuns.list(tag.tagId).filter(({ undoneAtMs }) => undoneAtMs === null),
    audits: audits
      .list(tag.tagId)
      .filter(({ endedAtMs, bound }) => endedAtMs === null || bound !== null)
      .map(({ endedAtMs, ...audit }) => ({ ...audit, hasEnded: endedAtMs !== null })),
  }))
  return Promise.all(states)
}

/** A catalogue with five photos and the tag "Dogs"; `run` tags photos by machine. */
export function taggedCatalogue(dir?: string) {
  const catalogue = temporaryCatalogue(dir)
  const photoIds = [...addPhotos(catalogue, 5)]
  const { tagId } = catalogue.tags.create('Dogs')
  const run = (confidences: Record<number, number>) =>
    catalogue.tagRuns.create({
      tagId,
      modelVersion: null,
      minimumConfidence: 0.5,
      assignments: Object.entries(confidences).map(([photoId, confidence]) => ({
        photoId: Number(photoId),
        confidence,
      })),
    })
  return { ...catalogue, tagId, photoIds, run }
}

/**
 * Runs `child.ts` in the given way; resolves once it says that it is there. `kill` is kill -9 and waits for the end.
 */
export async function startChild(dir: string, way: 'hold' | 'mid-transaction') {
  const child = spawn(process.execPath, [fileURLToPath(new URL('./child.ts', import.meta.url)), dir, way], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const kill = async () => {
    if (child.exitCode !== null || child.signalCode !== null) return
    child.kill('SIGKILL')
    await once(child, 'exit')
  }
  onTestFinished(kill)
  const [said] = await Promise.race([once(child.stdout, 'data'), once(child, 'exit')])
  if (String(said) !== 'ready') throw new Error(`The child did not get ready: ${said}`)
  return { pid: child.pid!, kill }
}

/** What `work` takes of this thread's time, which no other program on the machine can lengthen. */
export function threadMs<T>(work: () => T): { result: T; ms: number } {
  const before = process.threadCpuUsage()
  const result = work()
  const { user, system } = process.threadCpuUsage(before)
  return { result, ms: (user + system) / 1000 }
}
