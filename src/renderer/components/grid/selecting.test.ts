import { expect, it } from 'vitest'
import { idsOfPages } from '../../state/pages.ts'
import type { PhotoSource } from '../../state/photo-source.ts'
import { everything, extended, nothingSelected, toggled, type Selection } from '../../state/selection.ts'
import { Selecting } from './selecting.ts'

/** Ids fall. */
const idAt = (index: number) => 90_000 - index

/** Over a list of 2500 photos of which the first 120 are here. */
function begin(isBroken = false) {
  const asked: number[] = []
  const fetchPage = async (offset: number, limit: number) => {
    asked.push(offset)
    const length = Math.min(limit, 2500 - offset)
    return { total: 2500, items: Array.from({ length }, (_, at) => ({ photoId: idAt(offset + at) })) }
  }
  const photos: PhotoSource<{ photoId: number }> = {
    total: 2500,
    at: (index) => (index < 120 ? { photoId: idAt(index) } : undefined),
    indexOf: (photoId) => (photoId > idAt(120) ? idAt(photoId) : -1),
    readIds: async () => (isBroken ? null : idsOfPages(fetchPage)),
    ensure: () => {},
  }
  const memory = { selection: nothingSelected as Selection }
  const selecting = new Selecting({ photos, memory })
  const settled = async () => {
    while (selecting.isReading) await Promise.resolve()
    await Promise.resolve()
  }
  return { memory, selecting, asked, settled, count: () => memory.selection.ids.size }
}

it('all of a list is selected, not what has been scrolled past', async () => {
  const { selecting, asked, settled, count } = begin()
  let after = 0
  selecting.select((_, order) => everything(order))
  selecting.whenSelected(() => (after = count()))
  expect([selecting.isReading, count()]).toEqual([true, 0])
  await settled()
  expect([selecting.isReading, count(), after]).toEqual([false, 2500, 2500])
  expect(asked).toEqual([0, 1000, 2000])
})

it('a range reaches from what is here to what is not; within what is here nothing is read', async () => {
  const { memory, selecting, asked, settled, count } = begin()
  selecting.select((selection) => toggled(selection, idAt(5)))
  selecting.select((selection, order) => extended(selection, idAt(9), order))
  expect([count(), asked.length]).toEqual([5, 0])
  selecting.select((selection, order) => extended(selection, idAt(1999), order))
  await settled()
  expect(count()).toBe(1995)
  expect(memory.selection.ids.has(idAt(1000))).toBe(true)
})

it('what else is selected meanwhile stays, and so does what was, where the rest cannot be read', async () => {
  const { memory, selecting, settled, count } = begin()
  let after = 0
  selecting.select((_, order) => everything(order))
  selecting.whenSelected(() => after++)
  selecting.select((selection) => toggled(selection, idAt(3)))
  await settled()
  expect([[...memory.selection.ids], after]).toEqual([[idAt(3)], 0])
  const broken = begin(true)
  broken.selecting.select((_, order) => everything(order))
  broken.selecting.whenSelected(() => after++)
  await broken.settled()
  expect([broken.count(), after, broken.selecting.isReading]).toEqual([0, 0, false])
  expect(count()).toBe(1)
})
