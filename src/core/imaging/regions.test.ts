/** The regions of a thumbnail. */
import sharp from 'sharp'
import { expect, it } from 'vitest'
import { PIXEL_BYTES, PIXEL_SIZE } from './pixels.ts'
import { regionPixels, storedRegions } from './regions.ts'

/** Red rises with x and green with y, a hundredth of the side a step, so that a colour is a place. */
function places(width: number, height: number): Promise<Buffer> {
  const data = Buffer.alloc(width * height * 3)
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      data[(y * width + x) * 3] = (200 * x) / width
      data[(y * width + x) * 3 + 1] = (200 * y) / height
    }
  return sharp(data, { raw: { width, height, channels: 3 } })
    .png()
    .toBuffer()
}

it('are its corners and its middle, within the photo, and together all of it', () => {
  for (const { x, y, width, height } of storedRegions) {
    expect(Math.min(x, y)).toBeGreaterThanOrEqual(0)
    expect(Math.max(x + width, y + height)).toBeLessThan(1.0001)
  }
  const holds = (px: number, py: number) =>
    storedRegions.some(({ x, y, width, height }) => px >= x && py >= y && px <= x + width && py <= y + height)
  for (let px = 0; px <= 1; px += 0.05) for (let py = 0; py <= 1; py += 0.05) expect(holds(px, py)).toBe(true)
})

it.each([
  [320, 240],
  [180, 320],
])('are cut where they say, from %i by %i pixels', async (width, height) => {
  const pixels = await regionPixels(await places(width, height))
  expect(pixels.length).toBe(storedRegions.length * PIXEL_BYTES)
  storedRegions.forEach((region, at) => {
    const middle = at * PIXEL_BYTES + (PIXEL_SIZE / 2) * (PIXEL_SIZE + 1) * 3
    expect(Math.abs(pixels[middle] - 200 * (region.x + region.width / 2))).toBeLessThan(4)
    expect(Math.abs(pixels[middle + 1] - 200 * (region.y + region.height / 2))).toBeLessThan(4)
  })
})

it('of a picture of one pixel are that pixel', async () => {
  const pixels = await regionPixels(
    await sharp({ create: { width: 1, height: 1, channels: 3, background: '#0af' } })
      .png()
      .toBuffer(),
  )
  expect([...pixels.subarray(-3)]).toEqual([0, 170, 255])
})
