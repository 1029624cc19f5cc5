/** The tags that somebody asked for, as their names. */
import { SemblanceError } from '../../shared/errors.ts'
import type { Catalogue } from '../store/catalogue.ts'

/** Null is all. Throws NOT_FOUND. */
export function chosenNames({ tagRows }: Catalogue, tagIds?: number[]): string[] | null {
  if (tagIds === undefined) return null
  const names = new Map(tagRows.names().map(({ tagId, name }) => [tagId, name]))
  return tagIds.map((tagId) => {
    const name = names.get(tagId)
    if (name === undefined) throw new SemblanceError('NOT_FOUND', `There is no tag ${tagId}. It may have been deleted.`)
    return name
  })
}
