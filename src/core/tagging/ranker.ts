/** The core's end of the ranking thread: started when first asked, ended when idle. */
import { extname } from 'node:path'
import { Worker } from 'node:worker_threads'
import { SemblanceError } from '../../shared/errors.ts'
import type { PhotoGraph } from '../search/neighbour-graph.ts'
import type { SearchSpace } from '../search/search-space.ts'
import type { Contradiction } from './contradictions.ts'
import type { LibraryGraph } from './library-graph.ts'
import type { RankingAnswer, RankingTask, Ranked, Why } from './ranking-worker.ts'
import type { Marks } from './scorer.ts'

export interface Ranker {
  /**
   * Rows of `space` by a person's marks. Rejects with INTERNAL when the thread ends.
   */
  rank(space: SearchSpace, asked: Omit<Task<'rank'>, 'type'>): Promise<Ranked>
  /** Marks that the others contradict, clearest first. */
  contradicted(space: SearchSpace, marks: Marks): Promise<Contradiction[]>
  why(space: SearchSpace, marked: Int32Array, asked: Int32Array): Promise<Why>
  close(): Promise<void>
}

type Task<Type extends RankingTask['type']> = Omit<Extract<RankingTask, { type: Type }>, 'id'>
type Request = Task<'rank'> | Task<'contradicted'> | Task<'why'>

interface Waiting {
  resolve(answer: RankingAnswer): void
  reject(error: Error): void
}

const idleMs = 5 * 60_000
/** Of more photos smoothing gains nothing and doubles the time (docs/tagging.md). */
const mostSmoothed = 30_000

export function createRanker(graphs: Pick<LibraryGraph, 'of'>): Ranker {
  let worker: Worker | null = null
  let loaded: { space: SearchSpace; graph: PhotoGraph | null } | null = null
  let lastId = 0
  let rest: NodeJS.Timeout | undefined
  const waiting = new Map<number, Waiting>()

  function started(): Worker {
    if (worker) return worker
    // The same ending as this file's: TypeScript as it is, JavaScript in a bundle.
    const fresh = new Worker(new URL(`./ranking-worker${extname(import.meta.url)}`, import.meta.url))
    fresh.unref()
    fresh.on('message', settle)
    fresh.on('error', (error) => ended(fresh, error.message)).on('exit', () => ended(fresh, 'it ended'))
    return (worker = fresh)
  }

  function settle(answer: RankingAnswer): void {
    waiting.get(answer.id)?.resolve(answer)
    waiting.delete(answer.id)
    clearTimeout(rest)
    if (waiting.size === 0) rest = setTimeout(() => void close(), idleMs).unref()
  }

  function ended(which: Worker, reason: string): void {
    if (worker !== which) return
    worker = loaded = null
    for (const { reject } of waiting.values()) reject(new SemblanceError('INTERNAL', `Ranking stopped: ${reason}.`))
    waiting.clear()
  }

  async function ask(space: SearchSpace, request: Request): Promise<RankingAnswer> {
    const graph = space.photoIds.length <= mostSmoothed ? await graphs.of(space) : null
    const thread = started()
    clearTimeout(rest)
    if (loaded?.space !== space || loaded.graph !== graph) {
      const { rows, size, photoIds } = space
      thread.postMessage({ type: 'space', rows, size, photoIds, graph } satisfies RankingTask)
      loaded = { space, graph }
    }
    const id = ++lastId
    const answer = await new Promise<RankingAnswer>((resolve, reject) => {
      waiting.set(id, { resolve, reject })
      thread.postMessage({ ...request, id })
    })
    if ('error' in answer) throw new SemblanceError('INTERNAL', `Ranking failed: ${answer.error}`)
    return answer
  }

  async function close(): Promise<void> {
    const thread = worker
    clearTimeout(rest)
    worker = loaded = null
    await thread?.terminate()
  }

  return {
    rank: async (space, asked) => {
      const answer = await ask(space, { type: 'rank', ...asked })
      return (answer as Extract<RankingAnswer, { ranked: Ranked }>).ranked
    },
    contradicted: async (space, marks) => {
      const answer = await ask(space, { type: 'contradicted', marks })
      return (answer as Extract<RankingAnswer, { contradicted: Contradiction[] }>).contradicted
    },
    why: async (space, marked, asked) => {
      const answer = await ask(space, { type: 'why', marked, asked })
      return (answer as Extract<RankingAnswer, { why: Why }>).why
    },
    close,
  }
}
