/** The command line: exit codes, --json, messages, and the whole path on a small library; a few times as a process. */
import { spawn, type StdioOptions } from 'node:child_process'
import { closeSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { openCatalogue } from '../../src/core/store/catalogue.ts'
import { cliEntry as entry, json, semblance, semblanceProcess, type Ended } from '../support/cli.ts'
import { useNarrowNetworks } from '../support/narrow-networks.ts'
import { colours, temporaryFolder, writeLibrary, writePhoto } from '../support/photos.ts'

const [photos, catalogue] = [temporaryFolder(), temporaryFolder()]
const red = (n: number) => join(photos.path, 'red', `red-${n}.jpg`)

beforeAll(async () => {
  vi.stubEnv('SEMBLANCE_CATALOGUE', catalogue.path)
  openCatalogue(catalogue.path).close()
  await writeLibrary(photos.path, 5)
})
afterAll(() => {
  vi.unstubAllEnvs()
  for (const folder of [photos, catalogue]) folder.remove()
})

test.each<[string[], Ended]>([
  [['--version'], { exitCode: 0, stdout: expect.stringMatching(/^\d+\.\d+\.\d+\n$/), stderr: '' }],
  [
    ['remove', '/no/such/folder', '--catalogue', '/no/such'],
    { exitCode: 1, stdout: '', stderr: expect.stringContaining('no catalogue') },
  ],
  [['nonsense'], { exitCode: 2, stdout: '', stderr: expect.stringContaining('unknown command') }],
])('as a process: %j', async (args, ended) => expect(await semblanceProcess(...args)).toEqual(ended))

test('whoever reads may stop: the command ends as it would', async () => {
  const child = spawn(process.execPath, [entry, '--help'], { env: { ...process.env, NODE_NO_WARNINGS: '1' } })
  child.stdout.destroy()
  let stderr = ''
  child.stderr.on('data', (data) => (stderr += String(data)))
  const exitCode = await new Promise((done) => child.on('close', done))
  expect([exitCode, stderr]).toEqual([0, ''])
})

test('an output that cannot be written is told, and is a failure', async () => {
  const full = openSync('/dev/full', 'w')
  const stdio: StdioOptions = ['ignore', full, 'pipe']
  const child = spawn(process.execPath, [entry, 'log', '--json'], { stdio })
  let stderr = ''
  child.stderr!.on('data', (data) => (stderr += String(data)))
  const exitCode = await new Promise((done) => child.on('close', done))
  closeSync(full)
  expect([exitCode, stderr]).toEqual([
    1,
    'semblance: The disk with the output is full. Make room there and try again.\n',
  ])
})

describe('usage', () => {
  test('every command names its options, --json and --catalogue among them', async () => {
    const names = [...(await semblance('--help')).stdout.matchAll(/^ {2}(\w[\w-]*) \[options\]/gm)].map(
      ([, name]) => name,
    )
    expect(names).toEqual(expect.arrayContaining(['index', 'tag', 'review', 'audit', 'runs', 'undo', 'redo', 'serve']))
    for (const command of names) {
      const { exitCode, stdout } = await semblance(command, '--help')
      expect(exitCode).toBe(0)
      expect(stdout).toContain(`Usage: semblance ${command}`)
      expect(stdout).toContain('--json')
      expect(stdout).toContain('--catalogue <dir>')
    }
  })

  test.each([
    [['nonsense'], /unknown command/],
    [['index'], /missing required argument/],
    [['train', '--minutes', '-3'], /--minutes.*above 0/s],
    [['train', '--minutes', '1', '--epochs', '2'], /cannot be used with/],
    [['train', '--device', 'abacus'], /Allowed choices/],
    [['similar', 'a.jpg', '--limit', '1.5'], /whole number/],
    [['similar', 'a.jpg', '--limit', '1001'], /up to 1,000/],
    [['history', '--limit', '2000'], /up to 1,000/],
    [['similar', '--minus', 'a.jpg', 'b.jpg'], /What follows --minus is its own: give this before it/],
    [['tag', 'cats', '--yes', '--catalogue', 'b'], /--yes <photo\.\.\.>' argument missing/],
    [['status', '--catalogue', '--catalogue'], /--catalogue <dir>' argument missing/],
    [['tag', '--yes', 'a.jpg', 'cats'], /What follows --yes or --no is its own/],
    [['similar', 'a.jpg', '--region', '0.5,0,0.6,1'], /four shares within the photo/],
    [['similar', 'a.jpg', '--region', '0,0,1'], /four shares within the photo/],
    [['similar', 'a.jpg', '--level', 'same'], /shot, scene, kind/],
    [['similar', 'a.jpg', '--region', '0.1,,0.5,0.5'], /four shares within the photo/],
    [['undo', 'x'], /whole number/],
    [['tag', 'cats', '--count', '5'], /Give both/],
    [['audit', 'cats', '--apply', '--wanted', '80'], /cannot be used with/],
    [['audit', 'cats', '--wanted', '100'], /between 50 and 99/],
    [['audit', 'cats', '--end', '--apply'], /cannot be used with/],
    [['review', 'cats', '--answer', 'maybe'], /Allowed choices are yes, no/],
    [['evaluate', '--minutes', '1'], /--data/],
    [['train', '--image-size', '7'], /--image-size.*It must be at least 32\./],
    [['train', '--embedding-size', '257'], /--embedding-size.*It must be at most 256\./],
    [['train', '--bank-momentum', '1'], /--bank-momentum.*It must be below 1\./],
    [['train', '--batch-size', '2.5'], /--batch-size.*It must be a whole number\./],
    [['evaluate', '--data', '.', '--minutes', '1', '--bank-momentum', 'x'], /--bank-momentum.*number/],
    [['write-sidecars', '--naming', 'odd'], /Allowed choices are found, full, short/],
    [['export-tags'], /missing required argument/],
    ...[
      ['status', '--catalogue'],
      ['index'],
      ['remove'],
      ['export'],
      ['serve'],
      ['evaluate', '--minutes', '1', '--data'],
    ].map((args): [string[], RegExp] => [[...args, ''], /must name a folder/]),
    [['export-copies', ' ', 'a.jpg'], /must name a folder/],
    [['import', entry], /not an encoder that Semblance exported/],
    [['index', photos.path, '--exclude', ''], /names nothing/],
    [['index', photos.path, '--exclude', '/home/me'], /whole path/],
    [['serve', '--exclude', 'a['], /"a\[".*bracket/],
    [['index', photos.path, '--unexclude', 'red/'], /patterns are none/],
  ])('%j is wrong usage: exit code 2', async (args, message) => {
    const { exitCode, stderr, stdout } = await semblance(...args)
    expect(exitCode).toBe(2)
    expect(stderr).toMatch(message)
    expect(stdout).toBe('')
  })

  test.each([
    [['index', '/no/such/folder'], /no folder \/no\/such\/folder/],
    [['similar', '/no/such/photo.jpg'], /no file \/no\/such\/photo\.jpg/],
    [['train', '--epochs', '1'], /at least 2 photos and the library has 0/],
    [['tag', 'cats', '--yes', '/no/such/photo.jpg'], /\/no\/such\/photo\.jpg does not exist/],
    [['undo', '99'], /no run 99/],
    [['export', '/tmp/nothing'], /no model to export/],
    [['import', '/no/such/encoder'], /no file \/no\/such\/encoder/],
    [['evaluate', '--data', '/no/such/folder', '--minutes', '1'], /no folder \/no\/such\/folder/],
  ])('%j fails with the reason: exit code 1', async (args, message) => {
    const { exitCode, stderr, stdout } = await semblance(...args)
    expect(exitCode).toBe(1)
    expect(stderr).toMatch(message)
    expect(stdout).toBe('')
  })

  test('a tag without a single yes is refused and not made', async () => {
    expect(await semblance('tag', 'empty')).toMatchObject({
      exitCode: 1,
      stderr: expect.stringContaining('at least one photo'),
    })
    expect((await json<{ tags: unknown[] }>('status')).tags).toEqual([])
  })
})

describe('the whole path', () => {
  test('index, then again without decoding; unreadable files are listed', async () => {
    writeFileSync(join(photos.path, 'bad.jpg'), 'no image')
    expect(await json('index', photos.path)).toMatchObject({
      photoCount: 15,
      decodedCount: 15,
      failedCount: 1,
      problems: [{ path: join(photos.path, 'bad.jpg') }],
    })
    expect(await json('index', photos.path)).toMatchObject({ photoCount: 15, decodedCount: 0 })
  })

  test('index leaves out what --exclude names, from then on, until --unexclude', async () => {
    const left = await json<{ leftOut: unknown[] }>('index', photos.path, '--exclude', 'red/', '--exclude', '*-0.jpg')
    expect(left).toMatchObject({ photoCount: 8 })
    expect(left.leftOut).toEqual([
      { reason: '*-0.jpg', isPattern: true, folderCount: 0, fileCount: 2 },
      { reason: 'red/', isPattern: true, folderCount: 1, fileCount: 0 },
    ])
    expect(await json('index', photos.path)).toMatchObject({ photoCount: 8 })
    expect((await semblance('status')).stdout).toContain('Left out by "*-0.jpg": 2 photos')
    const back = await json('index', photos.path, '--unexclude', 'red/', '--unexclude', '*-0.jpg')
    expect(back).toMatchObject({ photoCount: 15, decodedCount: 0, leftOut: [] })
  })

  test('similar before any training, by the starter encoder', async () => {
    const found = await json<{ path: string; similarity: number }[]>('similar', red(0), '--limit', '2')
    expect((await json<{ activeModel: object }>('status')).activeModel).toMatchObject({
      modelVersion: 1,
      trainingSeconds: 0,
    })
    expect(Object.keys(found[0])).toEqual(['path', 'similarity', 'region'])
    expect((await semblance('similar', red(0), '--level', 'shot')).stderr).toContain('not known of so few photos')
    expect(found.every(({ path }) => path.includes('/red/'))).toBe(true)
  })

  test('similar to several, unlike one, and to a part of one', async () => {
    const blue = join(photos.path, 'blue', 'blue-0.jpg')
    const found = await json<{ path: string }[]>('similar', red(0), red(1), '--minus', blue, '--limit', '3')
    expect(found.every(({ path }) => path.includes('/red/') && ![red(0), red(1)].includes(path))).toBe(true)
    const { stdout } = await semblance('similar', '--json', '--limit', '3', '--minus', blue, '--', red(0), red(1))
    expect(JSON.parse(stdout)).toEqual(found)
    expect(await json('similar', red(0), '--region', '0,0,0.5,0.5', '--limit', '2')).toHaveLength(2)
    const several = await semblance('similar', red(0), red(1), '--region', '0,0,0.5,0.5')
    expect(several.stderr).toContain('--region is of one photo')
  })

  test('train, then similar for a photo outside the library', async () => {
    const trained = await json<{ inUse: boolean; phase: string }>(
      'train',
      '--epochs',
      '2',
      '--start',
      'scratch',
      '--backbone',
      'alexnet',
      '--image-size',
      '32',
      '--batch-size',
      '8',
    )
    expect(trained).toMatchObject({
      modelVersion: 2,
      phase: expect.stringMatching(/^Finished/),
      processor: expect.stringContaining('ONNX Runtime'),
    })
    expect(await json('status')).toMatchObject({ activeModel: { modelVersion: trained.inUse ? 2 : 1 } })
    const outside = temporaryFolder()
    const path = await writePhoto(join(outside.path, 'mine.jpg'), colours.blue, 3)
    const found = await json<{ path: string; similarity: number }[]>('similar', path, '--limit', '4')
    expect(found).toHaveLength(4)
    expect(found[0].similarity).toBeGreaterThanOrEqual(found[3].similarity)
    outside.remove()
  })

  test('tag, apply, undo; originals untouched', async () => {
    const before = readFileSync(red(0))
    const ranked = await json<{ path: string; confidence: number }[]>(
      'tag',
      'red',
      '--yes',
      red(0),
      red(1),
      '--no',
      join(photos.path, 'blue/blue-0.jpg'),
    )
    expect(ranked).toHaveLength(12)
    expect(Object.keys(ranked[0])).toEqual(['path', 'confidence'])
    const applied = await json<unknown[]>('tag', 'red', '--apply')
    const { runs, tags } = await json<{
      runs: { runId: number; taggedCount: number }[]
      tags: { machineCount: number }[]
    }>('status')
    expect(runs[0].taggedCount).toBe(applied.length)
    expect(tags[0].machineCount).toBe(applied.length)
    expect(await json('undo', String(runs[0].runId))).toEqual({
      runId: runs[0].runId,
      removedCount: applied.length,
      broughtBack: [],
    })
    expect((await json<{ tags: { machineCount: number; yesCount: number }[] }>('status')).tags[0]).toMatchObject({
      machineCount: 0,
      yesCount: 2,
    })
    expect(readFileSync(red(0))).toEqual(before)
  })

  test('review asks, takes answers, and refuses what is half said', async () => {
    const round = await json<{ photos: { path: string; reason: string }[] }>('review', 'red')
    expect(round.photos.length).toBeGreaterThan(0)
    const [{ path, reason }] = round.photos
    const next = await json<{ photos: { path: string }[] }>('review', 'RED', path, '--answer', 'yes')
    expect(next.photos.map((photo) => photo.path)).not.toContain(path)
    expect((await json<{ yesCount: number }[]>('tags'))[0]).toMatchObject({ name: 'red', yesCount: 3 })
    const kept = openCatalogue(catalogue.path)
    expect(kept.labels.list(kept.tags.list()[0].tagId).at(-1)?.asked).toBe(reason)
    kept.close()
    expect((await semblance('review', 'red')).stdout).toMatch(/^ *\d+\u00a0%  .*\.jpg {2}\(typical of a group\)$/m)
    for (const args of [
      ['review', 'red', path],
      ['review', 'red', '--answer', 'no'],
    ])
      expect(await semblance(...args)).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('together') })
    expect(await semblance('review', 'nothing')).toMatchObject({
      exitCode: 1,
      stderr: 'semblance: There is no tag "nothing". "semblance tags" lists them.\n',
    })
  })

  test('undo and redo go along what was done, told by history', async () => {
    expect(await json('undo')).toMatchObject({ text: 'Marked a photo for "red"', undone: true })
    expect((await json<{ yesCount: number }[]>('tags'))[0].yesCount).toBe(2)
    expect((await semblance('history')).stdout).toMatch(/Marked a photo for "red" \(undone\)\n/)
    expect((await semblance('redo')).stdout).toBe('Redone: Marked a photo for "red".\n')
    expect((await semblance('redo')).stdout).toBe('There is nothing to redo.\n')
    expect((await json<{ yesCount: number }[]>('tags'))[0].yesCount).toBe(3)
  })

  test('an audit asks for one photo after the other, goes on over processes, and what it has shown is tagged', async () => {
    interface Status {
      next: string | null
      askedCount: number
    }
    for (const args of [['--end'], ['--apply'], [red(0), '--answer', 'yes']])
      expect(await semblance('audit', 'red', ...args)).toMatchObject({
        exitCode: 1,
        stderr: expect.stringContaining('No check of this tag goes on'),
      })
    let status = await json<Status>('audit', 'red', '--wanted', '50')
    expect(await semblance('audit', 'red', '--wanted', '60')).toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining('A check for 50\u00a0% goes on'),
    })
    const others = await json<{ path: string }[]>('tag', 'red')
    const wrong = others.map(({ path }) => path).find((path) => path !== status.next)!
    expect(await semblance('audit', 'red', wrong, '--answer', 'yes')).toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining('asks about another photo'),
    })
    expect(await semblance('audit', 'red', '--apply')).toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining('not shown anything yet'),
    })
    expect((await semblance('audit', 'red')).stdout).toMatch(/0 photos asked, at most \d+ more\.\nNext: .*\.jpg\n$/)
    while (status.next) status = await json<Status>('audit', 'red', status.next, '--answer', 'yes')
    expect(status.askedCount).toBeGreaterThan(3)
    expect((await semblance('audit', 'red')).stdout).toMatch(
      /Of the first \d+ photos at least 50\u00a0% are right\. --apply tags them\.\n$/,
    )
    const { stdout } = await semblance('audit', 'red', '--apply')
    const runId = /Take it back with: semblance undo (\d+)/.exec(stdout)![1]
    expect((await semblance('runs', 'red')).stdout).toContain(`Run ${runId}: `)
    expect(await semblance('audit', 'red', '--apply')).toMatchObject({ exitCode: 1 })
    for (let step = 0; step < status.askedCount + 3; step++) await semblance('undo')
    expect((await json<{ yesCount: number; machineCount: number }[]>('tags'))[0]).toMatchObject({
      yesCount: 3,
      machineCount: 0,
    })
  })

  test('export, then import into the same library: the same similarities', async () => {
    const out = temporaryFolder()
    const { files } = await json<{ files: string[] }>('export', join(out.path, 'model'))
    expect(files.sort()).toEqual([
      'embeddings.json',
      'embeddings.npy',
      'encoder.onnx',
      'encoder.safetensors',
      'model.json',
    ])
    expect(await semblance('export', photos.path)).toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining('holds other files'),
    })
    const { imageSize, recipe } = JSON.parse(readFileSync(join(out.path, 'model/model.json'), 'utf8')) as {
      imageSize: number
      recipe: { searchImageSize: number }
    }
    expect(imageSize).toBe(recipe.searchImageSize)
    const npy = readFileSync(join(out.path, 'model/embeddings.npy'))
    expect(npy.toString('latin1', 1, 6)).toBe('NUMPY')
    expect(npy.length).toBe(10 + npy.readUInt16LE(8) + 15 * 128 * 4)
    expect((10 + npy.readUInt16LE(8)) % 64).toBe(0)
    const before = await json<unknown[]>('similar', red(0))
    expect(await semblance('import', join(out.path, 'model/encoder.onnx'))).toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining('encoder.safetensors beside it'),
    })
    expect(await json('import', join(out.path, 'model/encoder.safetensors'))).toMatchObject({ active: true })
    expect(await json<unknown[]>('similar', red(0))).toEqual(before)
    out.remove()
  })

  test('index has the model look at photos that came later before it ends', async () => {
    const late = await writePhoto(join(photos.path, 'late.jpg'), colours.blue, 9)
    await json('index', photos.path)
    expect(await json('status')).toMatchObject({
      photoCount: 16,
      embeddedCount: 16,
      activeModel: { origin: 'imported' },
    })
    rmSync(late)
    expect(await json('index', photos.path)).toMatchObject({ photoCount: 15 })
  })
})

describe('evaluate', () => {
  useNarrowNetworks()

  test('evaluate gives the scores of what is learnt and of the baselines', async () => {
    const scores = await json<Record<string, { knn: number; fewShot: Record<string, number> }>>(
      'evaluate',
      '--data',
      photos.path,
      '--minutes',
      '0.02',
      '--recipe',
      'paper',
      '--batch-size',
      '4',
      '--temperature',
      '0.1',
    )
    for (const name of ['encoder', 'learntEncoder', 'untrainedEncoder', 'colourHistogram', 'rawPixels']) {
      expect(Object.keys(scores[name]).sort()).toEqual(['fewShot', 'knn', 'linearSvm', 'nearest', 'precisionAt10'])
      expect(Object.keys(scores[name].fewShot)).toEqual(['1', '5', '20'])
    }
    expect(scores.colourHistogram.knn).toBe(1)
    expect(scores.trainingSeconds).toBeGreaterThan(1)
    expect(scores).toMatchObject({ inUse: 'learnt', starterEncoder: null })
    // What is asked for goes before the recipe's name.
    expect(scores.recipe).toMatchObject({
      start: 'scratch',
      centredStart: false,
      learningRate: 0.03,
      batchSize: 4,
      temperature: 0.1,
    })
  })
})
