/** A person at a window, over and over until told to stop, and the marks that were answered for. */
import { setTimeout as wait } from 'node:timers/promises'
import pLimit from 'p-limit'
import type { Random } from '../../src/core/learning/random.ts'
import type { PhotoApi } from '../../src/shared/contract.ts'
import type { LabelValue } from '../../src/shared/domain.ts'
import type { SemblanceError } from '../../src/shared/errors.ts'

type Mark = LabelValue | null

/** What may be answered where photos come and go, runs overlap and the core is killed. */
const expectedCodes = [
  'NOT_FOUND',
  'NOT_ENOUGH_LABELS',
  'NOT_ENOUGH_PHOTOS',
  'BUSY',
  'CONNECTION_LOST',
  'LEARNER_FAILED',
]
const marks: Mark[] = ['yes', 'yes', 'no', null]

export interface Day {
  tagIds: number[]
  random: Random
  isOver(): boolean
}

export type Person = ReturnType<typeof createPerson>

/** `isMine`: each marks photos of its own, so that it is known which mark was the last. */
export function createPerson(
  api: () => PhotoApi,
  { tagIds, random, isOver }: Day,
  isMine: (photoId: number) => boolean,
) {
  /** By tag and photo, what it may be: more than one where no answer came. */
  const known = new Map<string, Set<Mark>>()
  const faults: string[] = []
  const markMs: number[] = []
  let [requestCount, undoneCount] = [0, 0]
  /** One mark at a time, and none of this window while another undoes. */
  const turn = pLimit(1)

  async function overAndOver(pauseMs: number, work: () => Promise<unknown>): Promise<void> {
    for (; !isOver(); await wait(pauseMs)) {
      requestCount++
      await work().catch(({ code, message }: SemblanceError) => {
        if (!expectedCodes.includes(code)) faults.push(`${code}: ${message}`)
      })
    }
  }

  async function anyPhoto(): Promise<number | undefined> {
    const { total } = await api().listPhotos({ offset: 0, limit: 1 })
    const { photos } = await api().listPhotos({ offset: random.integer(Math.max(1, total - 20)), limit: 20 })
    return photos.find(({ photoId }) => isMine(photoId))?.photoId
  }

  async function mark(tagId: number, photoId: number): Promise<Mark> {
    const key = `${tagId} ${photoId}`
    const label = marks[random.integer(marks.length)]
    const before = known.get(key) ?? new Set<Mark>([null])
    known.set(key, new Set([...before, label]))
    const startedMs = performance.now()
    await api().setLabels({ tagId, labels: [{ photoId, label }] })
    markMs.push(performance.now() - startedMs)
    known.set(key, new Set([label]))
    return label
  }

  const anyTag = () => tagIds[random.integer(tagIds.length)]

  return {
    known,
    faults,
    markMs,
    turn,
    counts: () => ({ requestCount, undoneCount }),
    marking: () =>
      overAndOver(20, async () => {
        const photoId = await anyPhoto()
        if (photoId !== undefined) await turn(() => mark(anyTag(), photoId))
      }),
    looking: () =>
      overAndOver(50, async () => {
        await Promise.all([api().getStatus({}), api().listTags({}), api().listProblems({ offset: 0, limit: 50 })])
        const photoId = await anyPhoto()
        if (photoId === undefined) return
        await Promise.all([api().getPhoto({ photoId }), api().findSimilar({ query: [{ photoId }], limit: 60 })])
        await api().rankTag({ tagId: anyTag(), offset: 0, limit: 100 })
      }),
    /** Marks that are taken back while nobody else marks: undo is of the last thing that anybody did. */
    undoing: (alone: (work: () => Promise<void>) => Promise<void>) =>
      overAndOver(150, async () => {
        const photoId = await anyPhoto()
        if (photoId === undefined) return
        await alone(async () => {
          const tagId = anyTag()
          const key = `${tagId} ${photoId}`
          const before = known.get(key) ?? new Set<Mark>([null])
          const label = await mark(tagId, photoId)
          // What changes nothing is no action; undo would take back another.
          if (before.size > 1 || before.has(label)) return
          known.set(key, new Set([...before, label]))
          await api().undo({})
          known.set(key, before)
          undoneCount++
        })
      }),
  }
}
