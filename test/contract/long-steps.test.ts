/** Steps of the history that take long, over every transport: told of, stopped, and taken back. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Core } from '../../src/core/core.ts'
import type { LongStep } from '../../src/shared/domain.ts'
import { busy } from '../support/busy.ts'
import { openLibrary } from '../support/photos.ts'
import { transports, type Opened } from '../support/transports.ts'

let library: Awaited<ReturnType<typeof openLibrary>>
let core: Core
beforeAll(async () => {
  library = await openLibrary(2)
  core = library.core
})
afterAll(() => library.close())

/** Most of them are no photos, which takes as long. */
const photoIds = Buffer.from(Int32Array.from({ length: 6000 }, (_, i) => i + 1).buffer).toString('base64')

describe.each(transports)('over %s', (_, open) => {
  let opened: Opened
  beforeAll(async () => void (opened = await open(core)))
  afterAll(() => opened.close())

  test('a step is told of, stopped and taken back', async () => {
    const { api } = opened.client
    const told: (LongStep | null)[] = []
    const stop = opened.client.subscribe('step', ({ going }) => void told.push(going))
    expect(await api.cancelStep({})).toEqual({ cancelled: false })
    const free = busy()
    const choosing = api.choose({ photoIds, choice: { favourite: true } })
    const ended = expect(choosing).rejects.toMatchObject({
      code: 'CANCELLED',
      message: expect.stringMatching(/^Stopped after [\d,]+ of 6,000 photos\. Undo takes them back\.$/),
    })
    await expect.poll(() => told.length).toBeGreaterThan(0)
    expect(told[0]).toMatchObject({ phase: 'Making 6,000 photos favourite', totalCount: 6000 })
    expect(told[0]!.perSecond).toBeGreaterThan(0)
    expect(await api.cancelStep({})).toEqual({ cancelled: true })
    await ended
    free()
    await expect.poll(() => told.at(-1)).toBeNull()
    stop()
    expect(await api.getSummaries({ photoIds: [1] })).toMatchObject([{ favourite: true }])
    expect(await api.undo({})).toMatchObject({ kind: 'favourite', undone: true, note: null })
    expect(await api.getSummaries({ photoIds: [1] })).toMatchObject([{ favourite: false }])
  })
})
