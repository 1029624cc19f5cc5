/** How a run over the folders ended, in words: all is read, there is no folder, or nothing in them could be read. */
import { keptOuts, type IndexingStatus } from '../../shared/domain.ts'
import { readFormats } from '../imaging/formats.ts'
import type { Catalogue } from '../store/catalogue.ts'

export function endOfRun({ photos, choices, folders, exclusions }: Catalogue): Partial<IndexingStatus> {
  const isKeptOut = keptOuts.some((keptOut) => choices.keptOutCount(keptOut) > 0)
  if (isKeptOut || photos.count() > 0) return { state: 'done', phase: 'Up to date' }
  const paths = folders.rows().map(({ path }) => path)
  if (paths.length === 0) return { state: 'idle', phase: 'Waiting for a folder' }
  const patterns = exclusions.leftOut().filter(({ isPattern }) => isPattern)
  const leftOut = patterns.map(({ reason }) => `"${reason}"`).join(', ')
  const advice = leftOut
    ? `What is there is left out by ${leftOut}; take that back to see it.`
    : `Semblance reads ${readFormats} files; add a folder that has some.`
  const message = `No photos could be read in ${paths.join(', ')}. ${advice}`
  return { state: 'failed', phase: 'No photos found', error: { code: 'NO_PHOTOS', message } }
}
