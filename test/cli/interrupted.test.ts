/** Ctrl-C: the command ends by it, and nothing that it has begun is left half made. */
import { spawn } from 'node:child_process'
import { appendFileSync, existsSync, readdirSync, truncateSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { cliEntry, semblance } from '../support/cli.ts'
import { temporaryFolder, waitFor, writeLibrary } from '../support/photos.ts'

let folders: ReturnType<typeof temporaryFolder>[]
let [photos, catalogue, out] = ['', '', '']
beforeEach(async () => {
  folders = [temporaryFolder(), temporaryFolder(), temporaryFolder()]
  ;[photos, catalogue, out] = folders.map(({ path }) => path)
  vi.stubEnv('SEMBLANCE_CATALOGUE', catalogue)
  await writeLibrary(photos, 12)
  await semblance('index', photos)
})
afterEach(() => {
  vi.unstubAllEnvs()
  folders.forEach((folder) => folder.remove())
})

const red = (i: number) => join(photos, 'red', `red-${i}.jpg`)

/** Sends Ctrl-C as soon as `begun`. */
async function interrupted(args: string[], begun: () => boolean): Promise<{ signal: string | null; stderr: string }> {
  const env = { ...process.env, NODE_NO_WARNINGS: '1', TMPDIR: out }
  const child = spawn(process.execPath, [cliEntry, ...args], { env })
  let stderr = ''
  child.stderr.on('data', (data) => (stderr += String(data)))
  const ended = new Promise<string | null>((done) => child.on('close', (_, signal) => done(signal)))
  await waitFor('what is interrupted', async () => child.exitCode !== null || begun())
  child.kill('SIGINT')
  return { signal: await ended, stderr }
}

/** As large as a film; it takes no room on the disk. */
const grow = (path: string) => (appendFileSync(path, ' '), truncateSync(path, 1e9))

test('of a copy that has begun', async () => {
  grow(red(0))
  const { signal, stderr } = await interrupted(['export-copies', out, red(0)], () => readdirSync(out).length > 0)
  expect({ signal, stderr }).toEqual({ signal: 'SIGINT', stderr: '' })
  expect(readdirSync(out)).toEqual([])
})

test('of an evaluation', async () => {
  const { signal, stderr } = await interrupted(
    ['evaluate', '--data', photos, '--minutes', '5', '--start', 'scratch'],
    () => readdirSync(out).some((name) => name.startsWith('semblance-evaluate-')),
  )
  expect(signal, stderr).toBe('SIGINT')
  expect(readdirSync(out)).toEqual([])
})

test('of learning, which keeps what was learnt and says how to end at once', async () => {
  const small = ['--start', 'scratch', '--backbone', 'alexnet', '--image-size', '32', '--batch-size', '8']
  const { signal, stderr } = await interrupted(['train', '--minutes', '60', ...small], () =>
    existsSync(join(catalogue, 'models', '2', 'run.json')),
  )
  expect(signal, stderr).toBe(null)
  expect(stderr).toContain('Ctrl-C again ends at once.')
})
