import { expect, test, vi } from 'vitest'
import { inPages, type PageAsked } from './pages.ts'

const numbers = Array.from({ length: 25 }, (_, n) => n)
const lookAt = (total = numbers.length) =>
  vi.fn(async ({ offset, limit }: PageAsked) => ({ items: numbers.slice(offset, offset + limit), total }))

test.each([
  ['all', Infinity, 25, 3],
  ['as many as asked for', 13, 13, 2],
  ['one page', 10, 10, 1],
])('%s', async (_, limit, count, pageCount) => {
  const look = lookAt()
  expect(await inPages(limit, 10, look)).toEqual(numbers.slice(0, count))
  expect(look).toHaveBeenCalledTimes(pageCount)
})

test('what went meanwhile is not waited for', async () => expect(await inPages(40, 10, lookAt(30))).toEqual(numbers))
