/** What a person waits for goes first: background work that comes meanwhile waits until it is answered. */

export type Precedence = ReturnType<typeof createPrecedence>

export function createPrecedence() {
  const going = new Set<Promise<unknown>>()

  async function during<T>(work: () => Promise<T>): Promise<T> {
    const begun = work()
    going.add(begun)
    try {
      return await begun
    } finally {
      going.delete(begun)
    }
  }

  /** Nothing to wait for where nobody waits. */
  const passed = (): Promise<unknown> | undefined => (going.size > 0 ? Promise.allSettled(going) : undefined)

  return { during, passed }
}
