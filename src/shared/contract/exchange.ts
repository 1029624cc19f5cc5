/** Keywords in, tags out to sidecars and tables, copies of photos. */
import type { FileProblem, FoundKeywords, SidecarChange, SidecarNaming, SidecarPreview } from '../exchange.ts'

export interface ExchangeApi {
  /**
   * Looks for keywords in the files and sidecars of the next photos; `after` 0 begins anew, then go on with `last`.
   * Marks nothing. Throws INVALID_ARGUMENT where another search was begun meanwhile.
   */
  findKeywords(args: { after: number; limit: number }): Promise<FoundKeywords>
  /**
   * Marks the photos that these keywords were found on as yes, as one step to undo; marks that are there stay as they
   * are. Undone meanwhile, it ends. Throws NOT_FOUND for a keyword that was not found.
   */
  importKeywords(args: { keywords: string[] }): Promise<{ markCount: number }>
  /**
   * What `writeSidecars` would change for the next photos: marks "yes" and standing machine tags become keywords, and
   * those that were written earlier and stand no more go. With `tagIds` only of these tags and those in them. Throws
   * NOT_FOUND.
   */
  previewSidecars(args: {
    after: number
    limit: number
    tagIds?: number[]
    naming?: SidecarNaming
  }): Promise<SidecarPreview>
  /** Writes changes that were looked at, with the same tags and naming; what changed since is left out and told. */
  writeSidecars(args: {
    changes: Pick<SidecarChange, 'photoPath' | 'hash'>[]
    tagIds?: number[]
    naming?: SidecarNaming
  }): Promise<{ writtenCount: number; problems: FileProblem[] }>
  /**
   * Writes a new file, by its whole path, with one row a photo and tag, of `tagIds` and those in them; its ending says
   * which: .csv, .json, .parquet. Throws INVALID_ARGUMENT, NOT_FOUND, DISK_FULL.
   */
  exportTags(args: { path: string; tagIds?: number[] }): Promise<{ path: string; rowCount: number }>
  /**
   * Copies the files that photos are shown by into a folder (as for `addFolder`): a name that is taken gets a number,
   * and a copy that is there already counts as one. Throws FOLDER_NOT_FOUND and its like, INVALID_ARGUMENT, DISK_FULL.
   */
  exportCopies(args: {
    photoIds: number[]
    folder: string
  }): Promise<{ folder: string; copiedCount: number; problems: FileProblem[] }>
}
