import { describe, expect, it } from 'vitest'
import { addressOf, parentOf, screenAt, type Screen } from './address.ts'

const screens: [string, Screen][] = [
  ['#/library', { name: 'library' }],
  ['#/learning', { name: 'learning' }],
  ['#/hidden', { name: 'hidden' }],
  ['#/removed/photo/3', { name: 'photo', photoId: 3, list: { name: 'removed' } }],
  ['#/problems', { name: 'problems' }],
  ['#/duplicates', { name: 'duplicates' }],
  ['#/similar/5', { name: 'similar', photoId: 5 }],
  ['#/similar-outside', { name: 'similar-outside', image: null }],
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
    '#/tag/a',
    '#/tag/3/x',
    '#/tag/3/tagged/x',
    '#/similar/1,2',
    '#/learning/photo/1',
    '#/duplicates/1',
    '#/library/9',
    '#/photo/1',
  ])('%s leads nowhere', (address) => expect(screenAt(address)).toEqual({ name: 'nowhere' }))
  it('says what a screen lies in', () => {
    expect(parentOf(screenAt('#/tag/3/tagged/photo/9'))).toEqual({ name: 'tag', tagId: 3, tab: 'tagged' })
    expect(parentOf(screenAt('#/these/4,2/photo/2'))).toEqual({ name: 'library' })
    expect(parentOf({ name: 'learning' })).toEqual({ name: 'library' })
  })
})
