/** Lists that are read page by page. Imports nothing. */

/** The contract's largest page. */
export const largestPage = 1000

/** So many and more, so that to a list that is whole what comes is added. */
export const wholePages = (length: number, pageSize: number): number => Math.ceil(length / pageSize) * pageSize

type FetchPage = (offset: number, limit: number) => Promise<{ total: number; items: { photoId: number }[] }>

/** Of all, in their order. */
export async function idsOfPages(fetchPage: FetchPage): Promise<number[]> {
  const ids: number[] = []
  for (let offset = 0, total = 1; offset < total; offset += largestPage) {
    const page = await fetchPage(offset, largestPage)
    total = page.total
    ids.push(...page.items.map(({ photoId }) => photoId))
  }
  return ids
}
