import { describe, expect, it } from 'vitest'
import { everything, extended, nothingSelected, stillIn, toggled } from './selection.ts'

/** Photos 10, 11, ... of which the fourth has not come yet. */
const source = {
  total: 8,
  at: (index: number) => (index === 3 ? undefined : { photoId: 10 + index }),
  indexOf: (photoId: number) => (photoId >= 10 && photoId < 18 && photoId !== 13 ? photoId - 10 : -1),
}
const sorted = ({ ids }: { ids: ReadonlySet<number> }) => [...ids].sort((a, b) => a - b)

describe('a selection', () => {
  it('takes in and out, one at a time', () => {
    const two = toggled(toggled(nothingSelected, 11), 15)
    expect(sorted(two)).toEqual([11, 15])
    expect(sorted(toggled(two, 11))).toEqual([15])
    expect(sorted(nothingSelected)).toEqual([])
  })
  it('reaches from the last one picked, either way, over what is loaded', () => {
    const begun = toggled(nothingSelected, 14)
    expect(sorted(extended(begun, 16, source))).toEqual([14, 15, 16])
    expect(sorted(extended(begun, 11, source))).toEqual([11, 12, 14])
  })
  it('reaches from the same place again, and keeps what was picked before', () => {
    const begun = toggled(toggled(nothingSelected, 10), 14)
    const once = extended(begun, 16, source)
    expect(sorted(extended(once, 12, source))).toEqual([10, 12, 14, 15, 16])
  })
  it('begins where it is asked to when nothing was picked, or what was picked has gone', () => {
    expect(sorted(extended(nothingSelected, 12, source))).toEqual([12])
    expect(sorted(extended(toggled(nothingSelected, 99), 12, source))).toEqual([12, 99])
  })
  it('loses what has left a list that is known as a whole', () => {
    const begun = toggled(toggled(nothingSelected, 99), 12)
    expect(stillIn(begun, source)).toBe(begun)
    expect(sorted(stillIn(begun, { ...source, isWhole: true }))).toEqual([12])
    const there = toggled(nothingSelected, 12)
    expect(stillIn(there, { ...source, isWhole: true })).toBe(there)
  })
  it('is everything that is loaded', () => {
    expect(sorted(everything(source))).toEqual([10, 11, 12, 14, 15, 16, 17])
  })
})
