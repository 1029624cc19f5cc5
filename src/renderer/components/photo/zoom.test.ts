import { describe, expect, it } from 'vitest'
import { fitted, isFitted, isLarger, panned, zoomedTo } from './zoom.ts'

const photo = { width: 4000, height: 3000 }
const view = { width: 800, height: 400 }
const fit = fitted(photo, view)

/** The photo's pixel at a point of the view, both from their middles. */
const pixelAt = (at: { x: number; y: number }, { scale, x, y }: typeof fit) => [(at.x - x) / scale, (at.y - y) / scale]

describe('a zoom', () => {
  it('fits all of a photo, small ones too', () => {
    expect(fit).toEqual({ scale: 400 / 3000, x: 0, y: 0 })
    expect(fitted({ width: 100, height: 10 }, view).scale).toBe(8)
  })
  it('keeps the pixel under the pointer, in and out again', () => {
    const at = { x: 150, y: -80 }
    let zoom = zoomedTo(0.5, { x: 0, y: 0 }, fit, photo, view)
    for (const scale of [1, 3, 2]) {
      const next = zoomedTo(scale, at, zoom, photo, view)
      for (const i of [0, 1]) expect(pixelAt(at, next)[i]).toBeCloseTo(pixelAt(at, zoom)[i])
      zoom = next
    }
  })
  it('goes no smaller than fitted and no larger than 16', () => {
    expect(zoomedTo(0.001, { x: 9, y: 9 }, zoomedTo(2, { x: 90, y: 9 }, fit, photo, view), photo, view)).toEqual(fit)
    expect(zoomedTo(99, { x: 0, y: 0 }, fit, photo, view).scale).toBe(16)
    expect(isLarger(fit, photo, view)).toBe(false)
    expect(isLarger(zoomedTo(1, { x: 0, y: 0 }, fit, photo, view), photo, view)).toBe(true)
  })
  it('goes down to the pixels of a photo that is enlarged to fit', () => {
    const small = { width: 100, height: 50 }
    const enlarged = fitted(small, view)
    const pixels = zoomedTo(0.3, { x: 40, y: 0 }, enlarged, small, view)
    expect(pixels).toEqual({ scale: 1, x: 0, y: 0 })
    expect([enlarged, pixels].map((zoom) => isFitted(zoom, small, view))).toEqual([true, false])
    expect(isLarger(pixels, small, view)).toBe(false)
  })
  it('is moved up to the edges of the photo', () => {
    const zoom = zoomedTo(1, { x: 0, y: 0 }, fit, photo, view)
    expect(panned(zoom, 100, -50, photo, view)).toEqual({ scale: 1, x: 100, y: -50 })
    expect(panned(zoom, 1e6, -1e6, photo, view)).toEqual({ scale: 1, x: 1600, y: -1300 })
    // Taller than the view, but not wider.
    const tall = { width: 100, height: 1000 }
    expect(panned({ scale: 1, x: 0, y: 0 }, 50, 50, tall, view)).toEqual({ scale: 1, x: 0, y: 50 })
  })
})
