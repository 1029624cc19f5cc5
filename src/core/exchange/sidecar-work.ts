/** What the sidecar thread does, photo by photo: what is wrong with one costs that one alone, and is said. */
import type { FileProblem, SidecarChange } from '../../shared/exchange.ts'
import { isDiskFull, SemblanceError } from '../../shared/errors.ts'
import { changeSidecar, type SidecarTask } from './change-sidecar.ts'
import { photoKeywords } from './photo-keywords.ts'

export interface FileToRead {
  path: string
  /** Whether other photos would have the same short-named sidecar. */
  isShared: boolean
}

type Task = SidecarTask & { hash?: string }

export const sidecarWork = {
  readKeywords: (files: FileToRead[], mayGoOn: () => boolean): Promise<FileKeywords[]> =>
    oneByOne(files, readKeywords, mayGoOn),
  /** Looks at the difference, or writes one that was looked at, where its hash is given. */
  changeSidecars: (tasks: Task[], mayGoOn: () => boolean): Promise<SidecarOutcome[]> =>
    oneByOne(tasks, outcomeOf, mayGoOn),
}

/** Up to where it may go on. */
async function oneByOne<T, R>(items: T[], work: (item: T) => Promise<R>, mayGoOn: () => boolean): Promise<R[]> {
  const results: R[] = []
  for (const item of items) if (mayGoOn()) results.push(await work(item))
  return results
}

async function readKeywords({ path, isShared }: FileToRead): Promise<FileKeywords> {
  const { names, problems } = await photoKeywords(path, isShared)
  return { names, problems: problems.map((problem) => problemOf(problem.path, problem.error)) }
}

async function outcomeOf({ hash, ...task }: Task): Promise<SidecarOutcome> {
  try {
    return { change: await changeSidecar(task, hash), problem: null }
  } catch (error) {
    return { change: null, problem: problemOf(task.photoPath, error) }
  }
}

export interface FileKeywords {
  names: string[]
  problems: FileProblem[]
}

export interface SidecarOutcome {
  /** Null where nothing is to be changed, and with a problem. */
  change: SidecarChange | null
  problem: FileProblem | null
}

const problemOf = (path: string, error: unknown): FileProblem => ({ path, reason: reasonOf(error as Error) })

/** In words for a person. */
function reasonOf(error: NodeJS.ErrnoException): string {
  if (error instanceof SemblanceError || error.code === undefined) return error.message
  if (isDiskFull(error)) return 'The disk is full. What was written before is whole.'
  const reasons: Record<string, string> = {
    ENOENT: 'The file is gone, or its drive is not connected.',
    EACCES: 'There is no permission to read or write there.',
    EPERM: 'There is no permission to read or write there.',
    EFBIG: 'The drive allows no file that large.',
    EROFS: 'The drive is read-only.',
    ENAMETOOLONG: "The sidecar's name would be longer than the drive allows.",
  }
  return reasons[error.code] ?? `The file could not be read or written (${error.code}).`
}
