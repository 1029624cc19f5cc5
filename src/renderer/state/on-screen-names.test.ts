import { expect, test, vi } from 'vitest'
import type { PhotoSummary } from '../../shared/domain.ts'
import { OnScreenNames } from './on-screen-names.svelte.ts'
import type { Session } from './session.svelte.ts'
import type { Toasts } from './toasts.svelte.ts'

const summaryOf = (photoId: number) => ({ photoId, name: `${photoId}.jpg` }) as PhotoSummary

/** Answers come when they are let. */
function answering() {
  const waiting: (() => void)[] = []
  const getSummaries = ({ photoIds }: { photoIds: number[] }) =>
    new Promise<PhotoSummary[]>((resolve) => waiting.push(() => resolve(photoIds.map(summaryOf))))
  const ids = Int32Array.from({ length: 100 }, (_, at) => at + 1)
  const session = { api: { getSummaries } } as unknown as Session
  const toasts = { error: (error: unknown) => expect.fail(String(error)) } as unknown as Toasts
  const names = new OnScreenNames(session, toasts, () => ids)
  const asked = (count: number) => vi.waitFor(() => expect(waiting).toHaveLength(count))
  return { names, waiting, asked }
}

test('what comes on screen while the rest is read anew has its name afterwards', async () => {
  const { names, waiting, asked } = answering()
  names.ensure(0, 9)
  await asked(1)
  const reading = names.read(true)
  await asked(2)
  names.ensure(50, 59)
  await asked(3)
  waiting.pop()!()
  await vi.waitFor(() => expect(names.get(51)).toBeDefined())
  const letAll = setInterval(() => waiting.shift()?.(), 5)
  await reading
  await vi.waitFor(() => expect(names.get(51)?.name).toBe('51.jpg'))
  clearInterval(letAll)
})
