/** Small networks for tests of what is done with a network, whatever it has learnt. */
import { afterAll, beforeAll } from 'vitest'
import { defaultRecipe } from '../../src/core/learning/recipe.ts'

/** What this file (or `describe`) learns, exports and imports has a quarter of the channels. */
export function useNarrowNetworks(): void {
  beforeAll(() => void (defaultRecipe.widthMultiplier = 1 / 4))
  afterAll(() => void delete defaultRecipe.widthMultiplier)
}
