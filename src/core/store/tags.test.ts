/** Tags: their names, and what goes with them. */
import { describe, expect, it } from 'vitest'
import { taggedCatalogue } from './testing/support.ts'

describe('tags', () => {
  it('have one name each, letter case and accents as composed ignored', () => {
    const { tags, tagId } = taggedCatalogue()
    expect(tags.create(' dOGS ')).toMatchObject({ tagId, name: 'Dogs' })
    const ete = tags.create('Été')
    expect(tags.create('été'.normalize('NFD')).tagId).toBe(ete.tagId)
    expect(tags.list().map(({ name }) => name)).toEqual(['Dogs', 'Été'])
    expect([tags.get(tagId)?.name, tags.get(99)]).toEqual(['Dogs', null])
  })

  it('are renamed, in letter case too, but not to a name that is taken', () => {
    const { tags, tagId } = taggedCatalogue()
    tags.create('Cats')
    expect(tags.rename(tagId, 'DOGS').name).toBe('DOGS')
    expect(() => tags.rename(tagId, 'cats')).toThrow(expect.objectContaining({ code: 'INVALID_ARGUMENT' }))
    expect(tags.rename(tagId, 'Hounds')).toMatchObject({ tagId, name: 'Hounds' })
  })

  it('go with their labels and runs, which are counted, and take nothing of another tag', () => {
    const {
      tags,
      labels,
      tagRuns,
      tagId,
      photoIds: [a, b, c],
      run,
    } = taggedCatalogue()
    const other = tags.create('Cats')
    labels.set(tagId, [
      { photoId: a, label: 'yes' },
      { photoId: b, label: 'no' },
    ])
    labels.set(other.tagId, [{ photoId: a, label: 'no' }])
    run({ [c]: 0.9 })
    expect(tags.remove(tagId)).toBe(2)
    expect([tags.get(tagId), tagRuns.list(), tags.list().length]).toEqual([null, [], 1])
    expect(labels.list(other.tagId)).toHaveLength(1)
  })
})
