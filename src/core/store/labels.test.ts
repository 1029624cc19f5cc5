/** Labels are sacred: written all or none. */
import { describe, expect, it } from 'vitest'
import { taggedCatalogue } from './testing/support.ts'

describe('labels', () => {
  it('are set, changed and taken back', () => {
    const {
      tags,
      labels,
      tagId,
      photoIds: [a, b],
    } = taggedCatalogue()
    labels.set(tagId, [
      { photoId: a, label: 'yes' },
      { photoId: b, label: 'yes' },
    ])
    labels.set(tagId, [{ photoId: a, label: 'no' }])
    expect(tags.get(tagId)).toMatchObject({ yesCount: 1, noCount: 1, machineCount: 0 })
    expect(labels.list(tagId).map(({ photoId, label }) => [photoId, label])).toEqual([
      [b, 'yes'],
      [a, 'no'],
    ])
    labels.set(tagId, [{ photoId: a, label: null }])
    expect(tags.get(tagId)).toMatchObject({ yesCount: 1, noCount: 0 })
  })

  it('are written all or none: an unknown photo stops them', () => {
    const {
      labels,
      tagId,
      photoIds: [a],
    } = taggedCatalogue()
    const set = () =>
      labels.set(tagId, [
        { photoId: a, label: 'yes' },
        { photoId: 99, label: 'yes' },
      ])
    expect(set).toThrow(expect.objectContaining({ code: 'NOT_FOUND', message: expect.stringContaining('99') }))
    expect(labels.list(tagId)).toEqual([])
  })
})
