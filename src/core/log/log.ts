/**
 * One file beside the catalogue for what went wrong in any process, written by the core alone; old parts are dropped.
 */
import { appendFileSync, existsSync, readdirSync, readFileSync } from 'node:fs'
import { arch, availableParallelism, platform, release, totalmem } from 'node:os'
import { join } from 'node:path'
import { createStream } from 'rotating-file-stream'
import about from '../../../package.json' with { type: 'json' }
import type { IndexingStatus } from '../../shared/domain.ts'
import { withoutNames } from './nameless.ts'

export interface Log {
  /** `who` is a process or a job in a word. Never throws. */
  write(who: string, what: unknown): void
  /** What one sends to who helps: machine, versions, the last lines; of these no words where `withNames` is false. */
  diagnostics(options: { withNames: boolean }): string
  close(): Promise<void>
}

type JobError = IndexingStatus['error']

const fileName = 'semblance.log'
const mostLines = 200

export const logPath = (catalogueDir: string): string => join(catalogueDir, fileName)

export function openLog(catalogueDir: string): Log {
  const stream = createStream(fileName, { path: catalogueDir, size: '1M', maxFiles: 3 })
  // A log that cannot be written (a full disk) is no reason to stop.
  stream.on('error', () => {})
  const lineOf = (who: string, what: unknown) => `${new Date().toISOString()} ${who}: ${inWords(what)}\n`
  // The process ends right after: nothing but a write that waits gets through.
  const lastWords = (error: unknown) => {
    try {
      appendFileSync(logPath(catalogueDir), lineOf('core, uncaught', error))
    } catch {
      // As above.
    }
  }
  process.on('uncaughtExceptionMonitor', lastWords)
  return {
    write: (who, what) => void stream.write(lineOf(who, what)),
    diagnostics: ({ withNames }) => {
      const lines = lastLines(catalogueDir)
      return [machine(), ...(withNames ? lines : withoutNames(lines))].join('\n')
    },
    close: () => {
      process.off('uncaughtExceptionMonitor', lastWords)
      return new Promise((done) => stream.end(() => done()))
    },
  }
}

/** Writes why jobs fail, each reason once, however often it is told, and whatever others tell between. */
export function createFailureLog(log: Pick<Log, 'write'>): (job: string, error: JobError) => void {
  const last = new Map<string, string>()
  return (job, error) => {
    const failure = error ? `${error.code}: ${error.message}` : ''
    if (failure !== '' && failure !== last.get(job)) log.write(job, failure)
    last.set(job, failure)
  }
}

const inWords = (what: unknown): string =>
  (what instanceof Error ? (what.stack ?? what.message) : String(what)).trimEnd()

function machine(): string {
  const gigabytes = (totalmem() / 2 ** 30).toFixed(0)
  return `Semblance ${about.version} on ${platform()} ${release()} ${arch()}, ${availableParallelism()} threads, ${gigabytes} GB, Node ${process.versions.node}`
}

/** Of older parts, too, while the newest has few: it may have just begun. */
export function lastLines(catalogueDir: string): string[] {
  if (!existsSync(catalogueDir)) return []
  // Older parts have the time before the name, and so come first.
  const parts = readdirSync(catalogueDir)
    .filter((name) => name.endsWith(fileName))
    .sort()
  let lines: string[] = []
  for (let part = parts.pop(); part !== undefined && lines.length < mostLines; part = parts.pop())
    lines = [...readFileSync(join(catalogueDir, part), 'utf8').split('\n').filter(Boolean), ...lines]
  return lines.slice(-mostLines)
}
