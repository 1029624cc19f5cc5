import { expect, test } from 'vitest'
import { createGrouping } from './grouping.ts'

const chain = [
  { photoId: 1, otherId: 2, alike: 0.99 },
  { photoId: 3, otherId: 4, alike: 0.95 },
  { photoId: 2, otherId: 3, alike: 0.9 },
]

function grouped(areApart: (one: number, other: number) => boolean) {
  const { add, groups } = createGrouping(areApart)
  chain.forEach(add)
  return groups().map(({ photoIds, alike }) => [photoIds.toSorted(), alike])
}

test('what is alike in turn is one group, as alike as the least of it', () => {
  expect(grouped(() => false)).toEqual([[[1, 2, 3, 4], 0.9]])
})

test('two that were told apart are never in one group, also by way of others', () => {
  const areApart = (one: number, other: number) => one + other === 5 && Math.min(one, other) === 1
  expect(grouped(areApart)).toEqual([
    [[1, 2], 0.99],
    [[3, 4], 0.95],
  ])
})
