import { expect, test } from 'vitest'
import { initialState } from '../learning/encoder-weights.ts'
import { Random } from '../learning/random.ts'
import { defaultRecipe, engineConfig } from '../learning/recipe.ts'
import { createEngine } from './create-engine.ts'

const config = engineConfig({ ...defaultRecipe, widthMultiplier: 1 / 4, imageSize: 32 }, 32)
const failureWith = (device: 'cpu' | 'dml', state: Parameters<typeof createEngine>[2]) =>
  createEngine({ engine: 'onnx', device }, config, state).then(
    () => 'none',
    (error: Error) => error.message,
  )

test('weights that do not fit are named, and no other device is advised', async () => {
  const other = initialState({ ...config, widthMultiplier: 1 / 8 }, new Random(1))
  const message = await failureWith('cpu', other)
  expect(message).toMatch(/conv1\.weight/)
  expect(message).not.toMatch(/could not start|--device/)
})

test('a device that is not there is an error at once, with the way out', async ({ skip }) => {
  skip(process.platform === 'win32', 'Windows has every device')
  expect(await failureWith('dml', initialState(config, new Random(1)))).toMatch(
    /"dml" is not available on this machine .*Choose --device cpu/,
  )
})
