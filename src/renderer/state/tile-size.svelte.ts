/** How large photos are in grids, pixels; one choice for all of them, kept in localStorage. Imports nothing. */

const storageKey = 'semblance.tileSize'
export const smallestTile = 96
export const largestTile = 320
const usual = 176

const within = (size: number): number => Math.max(smallestTile, Math.min(largestTile, Math.round(size)))

class TileSize {
  #size = $state(within(Number(localStorage.getItem(storageKey) ?? usual) || usual))

  get value(): number {
    return this.#size
  }

  set value(size: number) {
    this.#size = within(size)
    localStorage.setItem(storageKey, String(this.#size))
  }
}

export const tileSize = new TileSize()
