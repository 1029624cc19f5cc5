import { describe, expect, it } from 'vitest'
import { addressOf, isSameScreen, parentOf, screenAt, type Screen } from './address.ts'

const screens: [string, Screen][] = [
  ['#/library', { name: 'library' }],
  ['#/learning', { name: 'learning' }],
  ['#/hidden', { name: 'hidden' }],
  ['#/removed/photo/3', { name: 'photo', photoId: 3, list: { name: 'removed' } }],
  ['#/problems', { name: 'problems' }],
  ['#/similar', { name: 'similar', query: [] }],
  ['#/similar/5', { name: 'similar', query: [{ photoId: 5, minus: false }] }],
  [
    '#/similar/5,-12,-image-1f0c',
    {
      name: 'similar',
      query: [
        { photoId: 5, minus: false },
        { photoId: 12, minus: true },
        { imageId: 'image-1f0c', minus: true },
      ],
    },
  ],
  [
    '#/similar/-7@100:250:500:333/photo/3',
    {
      name: 'photo',
      photoId: 3,
      list: {
        name: 'similar',
        query: [{ photoId: 7, region: { x: 0.1, y: 0.25, width: 0.5, height: 0.333 }, minus: true }],
      },
    },
  ],
  ['#/search/last%20summer', { name: 'search', query: 'last summer' }],
  [
    '#/search/folder%3A%22a%2Fphoto%2F9%22%20%25_*%3F%23/photo/12',
    { name: 'photo', photoId: 12, list: { name: 'search', query: 'folder:"a/photo/9" %_*?#' } },
  ],
  ['#/library/by/name', { name: 'library', sorted: { order: 'name', near: null } }],
  [
    '#/library/like/12/photo/3',
    {
      name: 'photo',
      photoId: 3,
      list: { name: 'library', sorted: { order: 'similar', near: { photoId: 12, name: '' } } },
    },
  ],
  ['#/search/by/by/tag', { name: 'search', query: 'by', sorted: { order: 'tag', near: null } }],
  ['#/duplicates', { name: 'duplicates' }],
  ['#/tag/3/tagged', { name: 'tag', tagId: 3, tab: 'tagged' }],
  ['#/library/photo/12', { name: 'photo', photoId: 12, list: { name: 'library' } }],
  ['#/tag/3/ranking/photo/9', { name: 'photo', photoId: 9, list: { name: 'tag', tagId: 3, tab: 'ranking' } }],
  ['#/these/4,2/photo/2', { name: 'photo', photoId: 2, list: { name: 'these', photoIds: [4, 2] } }],
]

describe('an address', () => {
  it.each(screens)('%s is of its screen, both ways', (address, screen) => {
    expect(addressOf(screen)).toBe(address)
    expect(screenAt(address)).toEqual(screen)
  })
  it('that is empty is the library, and a tag alone its ranking', () => {
    expect(screenAt('')).toEqual({ name: 'library' })
    expect(screenAt('#/')).toEqual({ name: 'library' })
    expect(screenAt('#/tag/3')).toEqual({ name: 'tag', tagId: 3, tab: 'ranking' })
  })
  it.each([
    '#/x',
    '#/search/',
    '#/search/a/b',
    '#/tag/a',
    '#/tag/3/x',
    '#/tag/3/tagged/x',
    '#/similar/1,-1',
    '#/similar/1,x',
    '#/similar/1/2',
    '#/similar/1@5:5:5',
    '#/similar/0',
    '#/similar/5@100:100:0:0',
    '#/similar/5@500:500:900:900',
    `#/similar/${Array.from({ length: 25 }, (_, i) => i + 1).join()}`,
    '#/similar-outside',
    '#/learning/photo/1',
    '#/duplicates/1',
    '#/library/9',
    '#/library/by/x',
    '#/library/by/similar',
    '#/library/like/0',
    '#/library/by/name/by/tag',
    '#/search/by/name',
    '#/hidden/by/name',
    '#/photo/1',
    '#/library/photo/0',
    '#/library/photo/012',
    '#/tag/0',
    ...['library/like', 'library/photo', 'tag', 'similar'].map((place) => `#/${place}/${'9'.repeat(20)}`),
    `#/similar/${2 ** 53}`,
    `#/these/${2 ** 53}/photo/1`,
  ])('%s leads nowhere', (address) => expect(screenAt(address)).toEqual({ name: 'nowhere' }))
  it('of a search is read as it is where it is not coded, and has whole characters', () => {
    expect(screenAt('#/search/100%')).toEqual({ name: 'search', query: '100%' })
    expect(addressOf({ name: 'search', query: 'a\ud800' })).toBe('#/search/a%EF%BF%BD')
  })
  it('is of the same screen in whatever order', () => {
    expect(isSameScreen(screenAt('#/library/by/name'), screenAt('#/library'))).toBe(true)
    expect(isSameScreen(screenAt('#/search/a/like/2'), screenAt('#/search/a'))).toBe(true)
    expect(isSameScreen(screenAt('#/search/a'), screenAt('#/search/b'))).toBe(false)
  })
  it('says what a screen lies in', () => {
    expect(parentOf(screenAt('#/tag/3/tagged/photo/9'))).toEqual({ name: 'tag', tagId: 3, tab: 'tagged' })
    expect(parentOf(screenAt('#/these/4,2/photo/2'))).toEqual({ name: 'library' })
    expect(parentOf({ name: 'learning' })).toEqual({ name: 'library' })
  })
})
