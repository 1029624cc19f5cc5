/** The library's folders, indexing, and what went wrong there. */
import type { BrowsedFolder, FolderSummary, IndexingStatus, LibraryStatus, ProblemFile } from '../domain.ts'
import type { None } from './none.ts'

export interface LibraryApi {
  getStatus(args: None): Promise<LibraryStatus>
  /**
   * The folders in one of this machine; without a path in the person's pictures. Paths and errors are as for
   * `addFolder`.
   */
  browseFolders(args: { path?: string }): Promise<BrowsedFolder>
  /**
   * Adds a folder to the library and starts indexing it in the background: a path from the top, from the person's own
   * folder ("~/Pictures", "Pictures"), in quotes, or a file's address. Adding a known folder indexes it again. Throws
   * FOLDER_NOT_FOUND, NOT_A_FOLDER, FOLDER_UNREADABLE, INVALID_ARGUMENT for another address.
   */
  addFolder(args: { path: string }): Promise<FolderSummary>
  /**
   * Takes a folder out of the library, never off the disk. Its photos' marks are kept and are back when it is added
   * again. Throws NOT_FOUND.
   */
  removeFolder(args: { folderId: number }): Promise<{ removedPhotoCount: number }>
  /**
   * What to leave out of every folder of the library: patterns as in a .gitignore ("drafts/", "*.png", "!keep.png"), of
   * paths inside a folder, letter case as the system has it. They take the place of those of before. What they leave
   * out leaves sight at once, its marks are kept, and it is back without its pattern. Throws INVALID_ARGUMENT.
   */
  setExclusions(args: { patterns: string[] }): Promise<IndexingStatus>
  /**
   * Looks at every known folder again; with `full` reads every file, also those of the same size and time as before.
   * Returns at once; follow `indexing` events.
   */
  rescan(args: { full?: boolean }): Promise<IndexingStatus>
  pauseIndexing(args: None): Promise<IndexingStatus>
  resumeIndexing(args: None): Promise<IndexingStatus>
  cancelIndexing(args: None): Promise<IndexingStatus>
  /** Files and folders that could not be read; how many of all of them are folders. */
  listProblems(args: { offset: number; limit: number }): Promise<{
    total: number
    folderCount: number
    problems: ProblemFile[]
  }>
  /** Marks every failed file for another try and rescans. */
  retryProblems(args: None): Promise<IndexingStatus>
  /**
   * Machine, versions and the last lines of the log, to send to who helps; without a word that may name a photo, a tag
   * or a folder unless `withNames`.
   */
  getDiagnostics(args: { withNames?: boolean }): Promise<{ text: string }>
}
