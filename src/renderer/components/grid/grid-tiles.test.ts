import { describe, expect, it } from 'vitest'
import { sourceOf } from '../../state/photo-source.ts'
import { photoCommand } from './grid-keys.ts'
import { drawnTiles } from './grid-tiles.ts'

const photos = (...ids: number[]) => sourceOf(() => ids.map((photoId) => ({ photoId })))
const keys = (...args: Parameters<typeof drawnTiles>) => drawnTiles(...args).map(({ key }) => key)

describe('the tiles in the page', () => {
  it('are those of the rows on screen', () => {
    expect(keys(photos(7, 8, 9, 10), [1, 2], 1)).toEqual(['photo 8', 'photo 9'])
  })
  it('have the one with the ring among them, wherever it is', () => {
    expect(keys(photos(7, 8, 9, 10), [2, 3], 0)).toEqual(['photo 7', 'photo 9', 'photo 10'])
    expect(keys(photos(7, 8, 9, 10), [0, 1], 3)).toEqual(['photo 7', 'photo 8', 'photo 10'])
    expect(keys(photos(), [0, -1], 0)).toEqual([])
  })
  it('are the same for a photo that has moved', () => {
    const [before, after] = [photos(7, 8), photos(1, 7, 8)].map((source) =>
      drawnTiles(source, [0, 2], 0).find(({ photo }) => photo?.photoId === 8),
    )
    expect(before?.key).toBe(after?.key)
    expect([before?.index, after?.index]).toEqual([1, 2])
  })
  it('show a photo once, though two pages have it', () => {
    expect(keys(photos(7, 8, 7), [0, 2], 0)).toEqual(['photo 7', 'photo 8', 'place 2'])
  })
})

describe('a key', () => {
  it('asks once while it is held', () => {
    expect(photoCommand('y', false)).toEqual({ name: 'mark', label: 'yes' })
    expect(photoCommand('y', true)).toBeNull()
  })
  it('takes a mark back only on purpose', () => {
    expect(photoCommand('backspace', false)).toEqual({ name: 'mark', label: null })
    expect(photoCommand('toString', false)).toBeNull()
  })
})
