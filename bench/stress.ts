/**
 * npm run bench -- stress --minutes 5: two windows that mark, undo and search, photos that come, change, move and go,
 * scans of every file and learning, all at once; the learner is killed on the way, and the core. Nothing may be lost.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { Command } from 'commander'
import { Random } from '../src/core/learning/random.ts'
import { catalogueFile } from '../src/shared/catalogue-file.ts'
import type { PhotoApi } from '../src/shared/contract.ts'
import { startHost, type Host } from './host.ts'
import { median, printMachine } from './measure.ts'
import { catalogueIsWhole, filesAreKnown, photosOf, type Check } from './stress/checks.ts'
import { createChurn } from './stress/files.ts'
import { createPerson, type Person } from './stress/person.ts'

const firstCount = 200
const churnPauseMs = 100
const mostSettlingMs = 5 * 60_000

export const stressBench = () =>
  new Command('stress')
    .description('everything at once on one library; at the end nothing may be lost')
    .option('--minutes <n>', 'how long', Number, 5)
    .option('--seed <n>', 'of what is done', Number, 1)
    .action(async ({ minutes, seed }: { minutes: number; seed: number }) => {
      printMachine()
      const dir = mkdtempSync(join(tmpdir(), 'semblance-stress-'))
      const checks = await stress(dir, minutes, seed)
      for (const { what, faults } of checks)
        console.log([`${faults.length === 0 ? 'right' : 'WRONG'}  ${what}`, ...faults.slice(0, 5)].join('\n         '))
      const isRight = checks.every(({ faults }) => faults.length === 0)
      if (isRight) rmSync(dir, { recursive: true })
      else console.log(`The library is left in ${dir}`)
      process.exitCode = isRight ? 0 : 1
    })

/** The app with two windows, which can be killed and opened again. */
async function openApp(catalogueDir: string) {
  let host: Host
  let windows: Awaited<ReturnType<Host['connect']>>[] = []
  const open = async () => {
    host = await startHost(catalogueDir)
    windows = [await host.connect(), await host.connect()]
  }
  await open()
  return {
    api: (window: number): PhotoApi => windows[window].api,
    killLearner: () => host.killLearner(),
    /** kill -9, and opened again at once; how long until it answers. */
    killCore: async (): Promise<number> => {
      await host.end('SIGKILL')
      const startedMs = performance.now()
      await open()
      await windows[0].api.getStatus({})
      return performance.now() - startedMs
    },
    close: () => host.end('SIGTERM'),
  }
}

type App = Awaited<ReturnType<typeof openApp>>

async function stress(dir: string, minutes: number, seed: number): Promise<Check[]> {
  const [photosDir, catalogueDir] = [join(dir, 'photos'), join(dir, 'catalogue')]
  const churn = createChurn(photosDir, new Random(seed))
  for (let i = 0; i < firstCount; i++) await churn.add()
  const app = await openApp(catalogueDir)
  const api = () => app.api(0)
  await api().addFolder({ path: photosDir })
  await settled(api())
  const before = await photosOf(api(), churn)
  const tags = await Promise.all(['sea', 'hills', 'people'].map((name) => api().createTag({ name })))
  const tagIds = tags.map(({ tagId }) => tagId)
  const endsAtMs = performance.now() + minutes * 60_000
  const isOver = () => performance.now() > endsAtMs
  const persons = [0, 1].map((window) =>
    createPerson(
      () => app.api(window),
      { tagIds, random: new Random(seed + window + 1), isOver },
      (photoId) => photoId % 2 === window,
    ),
  )
  const churning = async () => {
    for (; !isOver(); await wait(churnPauseMs)) await churn.churn()
  }
  await Promise.all([churning(), machinery(api, isOver), killing(app, minutes), ...persons.flatMap(habits(persons))])
  await api().rescan({ full: true })
  await settled(api())
  const checks = await filesAreKnown(api(), churn, before)
  await app.close()
  tellFigures(persons, churn.counts)
  return [...checks, ...catalogueIsWhole(join(catalogueDir, catalogueFile), persons)]
}

const habits = (persons: Person[]) => (person: Person) => {
  const alone = (work: () => Promise<void>) => persons[0].turn(() => persons[1].turn(work))
  return [person.marking(), person.looking(), person.undoing(alone)]
}

/** Learning without an end, and a scan of every file again and again. */
async function machinery(api: () => PhotoApi, isOver: () => boolean): Promise<void> {
  for (; !isOver(); await wait(3000)) {
    await api()
      .getStatus({})
      .then(({ training: { state } }) =>
        state === 'running' || state === 'paused' ? null : api().startTraining({ minutes: 60, batchSize: 16 }),
      )
      .then(() => api().rescan({ full: true }))
      .catch(() => {})
  }
}

/** The learner after a third of the time, or as soon as there is one, and the core after two thirds. */
async function killing(app: App, minutes: number): Promise<void> {
  await wait(minutes * 20_000)
  const isKilled = app.killLearner()
  console.log(isKilled ? 'kill -9 of the learner' : 'no learner was there to be killed')
  await wait(minutes * 20_000)
  const { training } = await app.api(0).getStatus({})
  console.log(`kill -9 of the core, step ${training.step} of its learning`)
  console.log(`opened again, answers after ${((await app.killCore()) / 1000).toFixed(1)} s`)
}

/** Until nothing goes on by itself, or five minutes later. */
async function settled(api: PhotoApi): Promise<void> {
  const untilMs = performance.now() + mostSettlingMs
  for (let quiet = 0; quiet < 3 && performance.now() < untilMs; await wait(700)) {
    const { training, indexing } = await api.getStatus({})
    const isLearning = training.state === 'running' || training.state === 'paused'
    if (isLearning) await api.cancelTraining({})
    quiet = isLearning || ['running', 'paused'].includes(indexing.state) ? 0 : quiet + 1
  }
}

function tellFigures(persons: Person[], counts: Record<string, number>): void {
  const sum = (key: 'requestCount' | 'undoneCount') => persons.reduce((total, each) => total + each.counts()[key], 0)
  const markMs = persons.flatMap((person) => person.markMs).toSorted((a, b) => a - b)
  console.log(
    `photos ${Object.entries(counts)
      .map(([deed, count]) => `${deed}: ${count}`)
      .join(', ')}`,
  )
  console.log(
    `${sum('requestCount')} rounds of requests, ${markMs.length} marks answered for, ${sum('undoneCount')} undone`,
  )
  const late = markMs[Math.floor(markMs.length * 0.95)]
  console.log(`a mark takes ${median(markMs).toFixed(0)} ms (median), ${late.toFixed(0)} ms (one in twenty)\n`)
}
