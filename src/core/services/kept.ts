/** Loaded once for all who ask at the same time; what was forgotten while it loaded is loaded again. */
export function kept<T>(load: () => Promise<T>): { get(): Promise<T>; forget(): void } {
  let value: Promise<T> | null = null
  async function get(): Promise<T> {
    for (;;) {
      const asked = (value ??= load())
      const found = await asked.catch((error: unknown) => {
        if (value === asked) value = null
        throw error
      })
      if (value === asked) return found
    }
  }
  return { get, forget: () => (value = null) }
}
