/**
 * exiftool, an optional dependency: one process for the session, begun when it is first asked for. Whoever is left
 * waiting by it gets an error, and the next one a new process.
 */
import type { ExifTool } from 'exiftool-vendored'
import pLimit from 'p-limit'

const timeLimitMs = 60_000

/** What `work` is rejected with that took longer than a minute. */
export const outOfTime = new Error('took too long')

const oneAtATime = pLimit(1)
let session: Promise<ExifTool> | null = null

/** Why exiftool cannot be used on this machine, in words; null where it can. */
export async function whyNoExiftool(): Promise<string | null> {
  return exiftool().then(
    () => null,
    ({ message }: Error) =>
      /perl/i.test(message) ? 'Perl is missing, which it needs' : 'it is not installed or does not start',
  )
}

/** Rejects where it is not there, with what `work` rejects with, and `outOfTime`. One after another. */
export async function withExiftool<T>(work: (tool: ExifTool) => Promise<T>): Promise<T> {
  const tool = await exiftool()
  return oneAtATime(() => inTime(work(tool))).catch((error: unknown) => {
    if (error === outOfTime) void tool.closeChildProcesses(false)
    throw error
  })
}

/** Ends it where it runs; who asks next begins it again. */
export async function closeExiftool(): Promise<void> {
  const ending = session
  session = null
  await ending?.then((tool) => tool.end()).catch(() => {})
}

/** One that never answers is not asked again: every file would wait for it. */
function exiftool(): Promise<ExifTool> {
  if (session) return session
  const begun = begin().catch((error: unknown) => {
    if (session === begun && error !== outOfTime) session = null
    throw error
  })
  return (session = begun)
}

async function begin(): Promise<ExifTool> {
  const { ExifTool } = await import('exiftool-vendored')
  // By the rules of MWG dates would go to XMP alone.
  const tool = new ExifTool({ maxProcs: 1, taskRetries: 0, taskTimeoutMillis: timeLimitMs, useMWG: false })
  try {
    // One that dies while it starts is started once more.
    await inTime(tool.version().catch(() => tool.version()))
    return tool
  } catch (error) {
    void tool.end(false)
    throw error
  }
}

/** The timer also keeps this process up, which exiftool's streams do not. */
function inTime<T>(work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout
  const over = new Promise<never>((_, fail) => (timer = setTimeout(() => fail(outOfTime), timeLimitMs)))
  return Promise.race([work, over]).finally(() => clearTimeout(timer))
}
