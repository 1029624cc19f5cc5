import { expect, test } from 'vitest'
import { searchFeatureSize } from './encoder-weights.ts'
import { defaultRecipe, keptRecipe, type TrainingRecipe } from './recipe.ts'

test('a recipe of before outlines were searched by is kept as it learnt', () => {
  const { hasOutlines: _later, ...before } = defaultRecipe
  const kept = keptRecipe(before as TrainingRecipe)
  expect(kept).toMatchObject({ hasLayout: true, hasOutlines: false })
  expect(searchFeatureSize(kept)).toBe(256 + 48)
  expect(searchFeatureSize(defaultRecipe)).toBe(256 + 48 + 144)
})
