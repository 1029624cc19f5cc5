/**
 * How many photos, files and folders there are: counted once after each change, query by query, so that others get a
 * turn.
 */
import { setImmediate as turn } from 'node:timers/promises'
import type { LibraryStatus } from '../../shared/domain.ts'
import type { Catalogue } from '../store/catalogue.ts'
import { kept } from '../store/kept.ts'

export type LibraryCounts = Pick<
  LibraryStatus,
  'folders' | 'exclusions' | 'leftOut' | 'photoCount' | 'keptOutCounts' | 'failedCount' | 'goneCount' | 'embeddedCount'
>

export function createLibraryCounts({ folders, exclusions, files, photos, choices, models }: Catalogue) {
  return kept(async (): Promise<LibraryCounts> => {
    const listed = folders.list()
    await turn()
    const photoCount = photos.count()
    const failedCount = files.problemCount()
    await turn()
    const goneCount = files.goneCount()
    await turn()
    const active = models.active()
    return {
      folders: listed,
      exclusions: exclusions.list(),
      leftOut: exclusions.leftOut(),
      photoCount,
      keptOutCounts: { hidden: choices.keptOutCount('hidden'), removed: choices.keptOutCount('removed') },
      failedCount,
      goneCount,
      embeddedCount: active ? models.embeddedCount(active.modelVersion) : 0,
    }
  })
}
