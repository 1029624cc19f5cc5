/** Loaded once for all who ask at the same time; what was forgotten while it loaded is loaded once more. */
export function kept<T>(load: () => Promise<T>): { get(): Promise<T>; forget(): void } {
  let value: Promise<T> | null = null
  function begin(): Promise<T> {
    const begun = load().catch((error: unknown) => {
      if (value === begun) value = null
      throw error
    })
    return (value = begun)
  }
  async function get(): Promise<T> {
    const first = value ?? begin()
    const found = await first
    // What began after the question is new enough, even if it was forgotten again meanwhile.
    return value === first ? found : (value ?? begin())
  }
  return { get, forget: () => (value = null) }
}
