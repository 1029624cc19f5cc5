/** A photo or a tag by its number, as addresses and what is kept have it. Pure. */

/** Null where it is none, or longer than numbers are. */
export function idAt(text: string): number | null {
  const id = Number(text)
  return Number.isSafeInteger(id) && id > 0 && String(id) === text ? id : null
}
