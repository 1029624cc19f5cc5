/** What the contract gives in pages, as one list. */
export interface PageAsked {
  offset: number
  limit: number
}

export interface Page<T> {
  items: T[]
  /** Of all pages. */
  total: number
}

/** The first `limit`, or all that there are; an empty page ends it, since things may go meanwhile. */
export async function inPages<T>(
  limit: number,
  pageSize: number,
  look: (page: PageAsked) => Promise<Page<T>>,
): Promise<T[]> {
  const all: T[] = []
  for (;;) {
    const { items, total } = await look({ offset: all.length, limit: Math.min(limit - all.length, pageSize) })
    all.push(...items)
    if (items.length === 0 || all.length >= Math.min(limit, total)) return all
  }
}
