import { expect, test } from 'vitest'
import { scene } from '../../../test/support/scenes.ts'
import { sharpnessOf } from './sharpness.ts'

test('a blurred copy is less sharp, a brighter or flatter one is not sharper', async () => {
  const of = async (change: (image: Awaited<ReturnType<typeof scene>>) => { toBuffer(): Promise<Buffer> }) =>
    sharpnessOf(await change((await scene(1)).resize(320)).toBuffer())
  const [plain, blurred, flat] = [
    await of((image) => image.webp()),
    await of((image) => image.blur(1).webp()),
    await of((image) => image.linear(0.6, 50).webp()),
  ]
  expect(blurred).toBeLessThan(0.8 * plain)
  expect(flat / plain).toBeGreaterThan(0.9)
  expect(flat / plain).toBeLessThan(1.1)
})
