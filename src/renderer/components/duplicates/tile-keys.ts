/** Moving among photos of groups by arrow keys. */

/** Photos to the side, or groups down. */
export type Move = { aside: number } | { down: number }

export const groupKeys: Record<string, Move> = {
  arrowleft: { aside: -1 },
  arrowright: { aside: 1 },
  arrowup: { down: -1 },
  arrowdown: { down: 1 },
}

const tile = '[data-testid=duplicate]'

/** Of the group at a place. */
export const firstTile = (list: HTMLElement | undefined, place: number): HTMLElement | null =>
  list?.children[place]?.querySelector<HTMLElement>(tile) ?? null

/** The photo to go to from the one that has the focus; the first where none has it, null at an end. */
export function tileAt(list: HTMLElement, move: Move): HTMLElement | null {
  const groups = [...list.children].map((group) => [...group.querySelectorAll<HTMLElement>(tile)])
  const from = groups.findIndex((tiles) => tiles.some((each) => each.closest('li')!.contains(document.activeElement)))
  if (from < 0) return groups[0]?.[0] ?? null
  const at = groups[from].findIndex((each) => each === document.activeElement)
  if ('down' in move) return groups[from + move.down]?.[0] ?? null
  return groups[from][at + move.aside] ?? null
}
