/** Tags that become one while something else is done to them. */
import { expect, test } from 'vitest'
import { openLibrary } from '../support/photos.ts'

test('one that is deleted meanwhile is said so, and the change is told when it is over', async () => {
  const { core, close } = await openLibrary(1)
  try {
    const { photos } = await core.api.listPhotos({ offset: 0, limit: 1 })
    const [dogs, hounds] = [await core.api.createTag({ name: 'Dogs' }), await core.api.createTag({ name: 'Hounds' })]
    await core.api.setLabels({ tagId: dogs.tagId, labels: [{ photoId: photos[0].photoId, label: 'yes' }] })
    const merging = core.api.mergeTags({ tagId: dogs.tagId, intoTagId: hounds.tagId })
    await core.api.deleteTag({ tagId: hounds.tagId })
    let toldCount = 0
    core.subscribe('changed', ({ what }) => void (toldCount += Number(what === 'tags')))
    await expect(merging).rejects.toMatchObject({ code: 'NOT_FOUND' })
    expect(toldCount).toBe(1)
  } finally {
    await close()
  }
})
