/** Reads of one list, one after another. Pure. */

/**
 * Each begins when those before it have ended: an answer that is overtaken would take away what came after it was asked
 * for. None may reject.
 */
export function inTurn(): (read: () => Promise<void>) => Promise<void> {
  let last = Promise.resolve()
  return (read) => (last = last.then(read))
}
