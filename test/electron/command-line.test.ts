/** The command line of the desktop app, from its sources, over a stand-in for Electron; its processes are real. */
import { execFileSync, spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Ended } from '../support/cli.ts'
import { openCore, temporaryFolder, waitFor, writeLibrary } from '../support/photos.ts'

const pathOf = (name: string) => fileURLToPath(new URL(name, import.meta.url))
const program = [pathOf('stand-in/program.ts'), pathOf('../../src/main/main.ts')]

let folders: ReturnType<typeof temporaryFolder>[]
let [photos, catalogue] = ['', '']
beforeEach(async () => {
  folders = [temporaryFolder(), temporaryFolder()]
  ;[photos, catalogue] = folders.map(({ path }) => path)
  await writeLibrary(photos, 2)
})
afterEach(() => folders.forEach((folder) => folder.remove()))

/** A group of its own, as a terminal makes one. */
function start(...args: string[]) {
  const env = { ...process.env, SEMBLANCE_CATALOGUE: catalogue, NODE_NO_WARNINGS: '1' }
  const child = spawn(process.execPath, [...program, 'cli', ...args], { env, detached: true })
  const printed = { stdout: '', stderr: '' }
  child.stdout.on('data', (data) => (printed.stdout += String(data)))
  child.stderr.on('data', (data) => (printed.stderr += String(data)))
  const ended = new Promise<Ended>((done) => child.on('close', (code) => done({ exitCode: code ?? -1, ...printed })))
  return { child, printed, ended }
}
const semblance = (...args: string[]): Promise<Ended> => start(...args).ended
const json = async (...args: string[]) => JSON.parse((await semblance(...args, '--json')).stdout) as unknown

test('a command does, prints and ends as it does under Node; its learner is a process of main', async () => {
  expect(await json('index', photos)).toMatchObject({ photoCount: 6, decodedCount: 6 })
  const red = join(photos, 'red/red-0.jpg')
  expect(await json('--', 'similar', red, '--limit', '1')).toEqual([
    { path: join(photos, 'red/red-1.jpg'), similarity: expect.any(Number), region: null },
  ])
  expect(await semblance('similar', 'nothing.jpg')).toMatchObject({ exitCode: 1, stdout: '' })
  expect(await semblance('nonsense')).toEqual({
    exitCode: 2,
    stdout: '',
    stderr: expect.stringContaining('unknown command'),
  })
})

test('beside an open window what reads is answered, and what writes says what to do', async () => {
  const core = await openCore(catalogue)
  expect(await json('status')).toMatchObject({ photoCount: 0, keptBy: process.pid })
  expect(await semblance('index', photos)).toMatchObject({
    exitCode: 1,
    stderr: expect.stringMatching(/Do this in its window/),
  })
  await core.close()
})

const smallest = ['--backbone', 'alexnet', '--image-size', '32', '--batch-size', '4']

const training = async () => {
  await semblance('index', photos)
  const begun = start('train', '--minutes', '5', '--start', 'scratch', ...smallest)
  await waitFor('the run', async () => existsSync(join(catalogue, 'models/2')))
  return begun
}

test('Ctrl-C reaches every process and the command answers it once: what was learnt is kept', async () => {
  const { child, ended } = await training()
  process.kill(-child.pid!, 'SIGINT')
  expect(await ended).toMatchObject({ exitCode: 0, stdout: expect.stringContaining('Model 2') })
})

test('a signal that the command has no answer to ends it, and leaves the catalogue free', async () => {
  const { child, ended } = await training()
  child.kill('SIGTERM')
  expect(await ended).toMatchObject({ exitCode: 143 })
  expect(await json('status')).not.toHaveProperty('keptBy')
})

test('the window in a browser, until it is told to stop', async () => {
  const { child, printed, ended } = start('serve')
  const [address] = await waitFor('its address', async () => /http\S+/.exec(printed.stdout))
  expect((await fetch(address, { redirect: 'manual' })).status).toBe(303)
  child.kill('SIGTERM')
  expect(await ended).toMatchObject({ exitCode: 0, stderr: expect.stringContaining('stopping') })
})

test('a process that is ended by something else is told', async () => {
  const { child, printed, ended } = start('serve')
  await waitFor('its address', async () => printed.stdout)
  const [pid] = execFileSync('ps', ['-o', 'pid=', '--ppid', String(child.pid)], { encoding: 'utf8' }).match(/\d+/)!
  process.kill(Number(pid), 'SIGKILL')
  expect(await ended).toMatchObject({ exitCode: 1, stderr: expect.stringContaining('ended (code 9)') })
})
