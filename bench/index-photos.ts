/** npm run bench -- index DIR: photos indexed per second, beside a bare sharp loop with the same decode and resize. */
import { readdirSync } from 'node:fs'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { availableParallelism, tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { Command } from 'commander'
import pLimit from 'p-limit'
import sharp from 'sharp'
import { createCore } from '../src/core/create-core.ts'
import { untilIndexed } from '../src/cli/jobs.ts'
import { inTurns, printMachine, printRates } from './measure.ts'

export const indexBench = () =>
  new Command('index')
    .description('index a folder, beside a bare sharp loop')
    .argument('<dir>', 'folder of photos')
    .option('--rounds <n>', 'rounds', Number, 3)
    .action(async (dir: string, { rounds }: { rounds: number }) => {
      const folder = resolve(dir)
      const paths = readdirSync(folder, { recursive: true, encoding: 'utf8' })
        .filter((name) => /\.jpe?g$/i.test(name))
        .map((name) => join(folder, name))
      printMachine()
      console.log(`${paths.length} photos; median of ${rounds} rounds in turn\n`)
      const rates = await inTurns(rounds, {
        'bare sharp loop': () => bareLoop(paths),
        'Semblance, new catalogue': () => indexOnce(folder),
      })
      printRates(rates, 'photos/s', 'bare sharp loop')
    })

/** Read, decode once to 320 px, WebP thumbnail and 96 px RGB, kept nowhere. */
async function bareLoop(paths: string[]): Promise<number> {
  sharp.concurrency(1)
  const limit = pLimit(availableParallelism() + 1)
  const startedMs = performance.now()
  await Promise.all(
    paths.map((path) =>
      limit(async () => {
        const { data, info } = await sharp(await readFile(path))
          .autoOrient()
          .resize(320, 320, { fit: 'inside', withoutEnlargement: true })
          .removeAlpha()
          .raw()
          .toBuffer({ resolveWithObject: true })
        const raw = { raw: { width: info.width, height: info.height, channels: 3 as const } }
        await sharp(data, raw).webp({ quality: 78, effort: 0 }).toBuffer()
        await sharp(data, raw).resize(96, 96, { fit: 'fill' }).raw().toBuffer()
      }),
    ),
  )
  return paths.length / ((performance.now() - startedMs) / 1000)
}

async function indexOnce(folder: string): Promise<number> {
  const catalogueDir = await mkdtemp(join(tmpdir(), 'semblance-bench-'))
  const startedMs = performance.now()
  const core = await createCore({ catalogueDir, learnerEntry: '' })
  await core.api.addFolder({ path: folder })
  const { doneCount } = await untilIndexed(core, () => {})
  await core.close()
  const rate = doneCount / ((performance.now() - startedMs) / 1000)
  await rm(catalogueDir, { recursive: true })
  return rate
}
