/** npm run bench -- memory DIR: memory of each process while indexing and while learning. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { Command } from 'commander'
import { createCore } from '../src/core/create-core.ts'
import { learnerEntry, untilIndexed } from '../src/cli/shared.ts'
import { printMachine } from './measure.ts'

const megabytes = (bytes: number) => `${(bytes / 2 ** 20).toFixed(0)} MB`

export const memoryBench = () =>
  new Command('memory')
    .description('memory of each process')
    .argument('<dir>', 'folder of photos')
    .option('--seconds <n>', 'how long to learn', Number, 30)
    .action(async (dir: string, { seconds }: { seconds: number }) => {
      printMachine()
      const catalogueDir = await mkdtemp(join(tmpdir(), 'semblance-bench-'))
      const core = await createCore({ catalogueDir, learnerEntry })
      let highest = 0
      const timer = setInterval(() => (highest = Math.max(highest, process.memoryUsage.rss())), 50)
      await core.api.addFolder({ path: resolve(dir) })
      const { doneCount } = await untilIndexed(core, () => {})
      console.log(`core process, indexing ${doneCount} photos: at most ${megabytes(highest)}`)
      highest = 0
      let learnerHighest = 0
      let imagesPerSecond = 0
      core.subscribe('training', (status) => {
        learnerHighest = Math.max(learnerHighest, status.learnerMemoryBytes ?? 0)
        imagesPerSecond = status.imagesPerSecond
      })
      await core.api.startTraining({ minutes: 60 })
      await new Promise((resume) => setTimeout(resume, seconds * 1000))
      console.log(`core process, while the learner learns: at most ${megabytes(highest)}`)
      console.log(`learner process, ${imagesPerSecond.toFixed(0)} images/s: at most ${megabytes(learnerHighest)}`)
      clearInterval(timer)
      await core.api.cancelTraining({})
      await core.close()
      await rm(catalogueDir, { recursive: true })
    })
