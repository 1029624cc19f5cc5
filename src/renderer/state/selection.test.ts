import { describe, expect, it } from 'vitest'
import { everything, extended, nothingSelected, stillIn, toggled, type Selection } from './selection.ts'

/** Photos 10, 11, ... of which the fourth has not come yet. */
const source = {
  total: 8,
  at: (index: number) => (index === 3 ? undefined : { photoId: 10 + index }),
  indexOf: (photoId: number) => (photoId >= 10 && photoId < 18 && photoId !== 13 ? photoId - 10 : -1),
}
const whole = { ...source, at: (index: number) => ({ photoId: 10 + index }), isWhole: true }
const sorted = (selection: Selection | null) => selection && [...selection.ids].sort((a, b) => a - b)

describe('a selection', () => {
  it('takes in and out, one at a time', () => {
    const two = toggled(toggled(nothingSelected, 11), 15)
    expect(sorted(two)).toEqual([11, 15])
    expect(sorted(toggled(two, 11))).toEqual([15])
    expect(sorted(nothingSelected)).toEqual([])
  })
  it('reaches from the last one picked, either way', () => {
    const begun = toggled(nothingSelected, 14)
    expect(sorted(extended(begun, 16, source))).toEqual([14, 15, 16])
    expect(sorted(extended(begun, 12, whole))).toEqual([12, 13, 14])
  })
  it('does not reach over what has not come', () => {
    const begun = toggled(nothingSelected, 14)
    expect(extended(begun, 11, source)).toBeNull()
    expect(extended(begun, 13, source)).toBeNull()
    expect(extended(toggled(nothingSelected, 99), 12, source)).toBeNull()
    expect(everything(source)).toBeNull()
  })
  it('reaches from the same place again, and keeps what was picked before', () => {
    const begun = toggled(toggled(nothingSelected, 10), 14)
    const once = extended(begun, 16, whole)!
    expect(sorted(extended(once, 12, whole))).toEqual([10, 12, 13, 14, 15, 16])
  })
  it('begins where it is asked to when nothing was picked, or what was picked has gone', () => {
    expect(sorted(extended(nothingSelected, 12, source))).toEqual([12])
    expect(sorted(extended(toggled(nothingSelected, 99), 12, whole))).toEqual([12, 99])
  })
  it('loses what has left a list that is known as a whole', () => {
    const begun = toggled(toggled(nothingSelected, 99), 12)
    expect(stillIn(begun, source)).toBe(begun)
    expect(sorted(stillIn(begun, whole))).toEqual([12])
    const there = toggled(nothingSelected, 12)
    expect(stillIn(there, whole)).toBe(there)
  })
  it('is everything', () => {
    expect(sorted(everything(whole))).toEqual([10, 11, 12, 13, 14, 15, 16, 17])
  })
})
