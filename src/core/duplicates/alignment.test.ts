import { expect, test } from 'vitest'
import { scene } from '../../../test/support/scenes.ts'
import { PIXEL_SIZE } from '../imaging/pixels.ts'
import { likeness } from './alignment.ts'
import { coarseMatch } from './coarse-match.ts'
import { pictureOf, smallOf } from './pictures.ts'

type Change = (image: Awaited<ReturnType<typeof scene>>) => Awaited<ReturnType<typeof scene>>

async function pixelsOf(seed: number, change: Change = (image) => image): Promise<Uint8Array> {
  const changed = await change(await scene(seed))
    .png()
    .toBuffer()
  const sharp = (await import('sharp')).default
  return sharp(changed).resize(PIXEL_SIZE, PIXEL_SIZE, { fit: 'fill' }).removeAlpha().raw().toBuffer()
}

function compared(one: Uint8Array, other: Uint8Array) {
  const { at, correlation } = coarseMatch(smallOf(one), smallOf(other))
  return { coarse: correlation, ...likeness(pictureOf(one), pictureOf(other), at) }
}

test.each<[string, Change]>([
  ['itself', (image) => image],
  ['a corner of 80 %', (image) => image.extract({ left: 0, top: 96, width: 512, height: 384 })],
  ['a middle of another shape', (image) => image.extract({ left: 60, top: 20, width: 520, height: 450 })],
  ['a darker copy', (image) => image.linear(0.6, 10)],
])('a photo lies on %s, either way round', async (_, change) => {
  const [whole, changed] = [await pixelsOf(1), await pixelsOf(1, change)]
  for (const { detail, grey } of [compared(whole, changed), compared(changed, whole)])
    expect(Math.min(detail!, grey!)).toBeGreaterThan(0.85)
})

test('two photos do not come to lie on each other, and plain ones are no evidence', async () => {
  const { detail = 0 } = compared(await pixelsOf(1), await pixelsOf(2))
  expect(detail).toBeLessThan(0.5)
  const plain = new Uint8Array(PIXEL_SIZE * PIXEL_SIZE * 3).fill(90)
  expect(likeness(pictureOf(plain), pictureOf(plain), [1, 0, 0, 0, 1, 0])?.contrast ?? 0).toBe(0)
})
