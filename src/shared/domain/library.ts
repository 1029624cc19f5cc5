/** The library as a whole: its folders, what of them is left out, and folders of the machine to choose from. */
import type { IndexingStatus } from './jobs.ts'
import type { TrainingStatus } from './learning.ts'
import type { ModelSummary } from './models.ts'
import type { KeptOut } from './photos.ts'

export interface NamedFolder {
  name: string
  path: string
}

/** What lies in a folder of the machine, for choosing one. */
export interface BrowsedFolder {
  path: string
  /** Null for a topmost one. */
  parentPath: string | null
  /** In the order of their names, the first 2,000; hidden ones and those of systems are left out. */
  folders: NamedFolder[]
  /** Of all of them. */
  folderCount: number
  /** Right in it, by their names. */
  photoFileCount: number
  /** Where photos usually are: the person's pictures, their own folder, drives that are connected. */
  places: NamedFolder[]
}

export interface FolderSummary {
  folderId: number
  path: string
  /** Why nothing of it can be read now ("Not connected"); null where it can. Its photos stay. */
  unavailable: string | null
  /** How changes are noticed: as they happen, by looking every minute (network drives), or not by themselves. */
  watching?: 'events' | 'polling' | null
  photoCount: number
}

/** What of the library's folders is not looked at for one reason, as their last walks found it. */
export interface LeftOut {
  /** The pattern that a person gave, or what it is, in words ("a recycle bin"). */
  reason: string
  isPattern: boolean
  /** Folders that were not looked into; what is in them is not counted. */
  folderCount: number
  /** Single files, by their names photos. */
  fileCount: number
}

export interface LibraryStatus {
  cataloguePath: string
  /** That of its catalogue's folder; null of the library that opens where none is named. */
  libraryName: string | null
  folders: FolderSummary[]
  /** What a person leaves out, as patterns in their order (`setExclusions`). */
  exclusions: string[]
  leftOut: LeftOut[]
  photoCount: number
  /** Photos that a person keeps out, not among `photoCount`. */
  keptOutCounts: Record<KeptOut, number>
  failedCount: number
  /** Files that vanished; what was left out or taken out is not among them. */
  goneCount: number
  /** Photos with an embedding by the active model. */
  embeddedCount: number
  activeModel: ModelSummary | null
  /** Why the model cannot be refined with the marks as they are; null where it can. */
  refinementMissing: string | null
  indexing: IndexingStatus
  training: TrainingStatus
}
