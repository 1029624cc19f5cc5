/**
 * What a core offers its host: the contract, plus the few things that do not travel as JSON.
 */
import type { PhotoApi, PhotoHost } from '../shared/contract.ts'
import type { LibraryStatus } from '../shared/domain.ts'
import type { HostMachine } from './machine.ts'
import type { StartProcess } from './tools/start-process.ts'

/** A file to stream, read-only; `version` changes with what is in it. */
export interface Media {
  contentType: string
  version: string
  path: string | Buffer
}

export interface CoreMedia {
  /** A WebP of at most 320 px on the long side. Throws NOT_FOUND. */
  thumbnail(photoId: number): Promise<Media>
  /** What a browser can show: the original where its format allows it, else a converted JPEG. Throws NOT_FOUND. */
  display(photoId: number): Promise<Media>
}

export interface CoreOptions {
  /** Folder of the catalogue; made if missing. */
  catalogueDir: string
  /** The script run as the learner process. */
  learnerEntry: string
  /** Where processes cannot be forked. */
  startProcess?: StartProcess
  /** The encoder that ships with the app (resources/starter); absent, learning starts from scratch. */
  starterPath?: string
  /** Watch the library's folders, so that changes show by themselves. Default false. */
  watchFolders?: boolean
  /** Start training by itself when indexing found enough new photos. Default false. */
  trainAutomatically?: boolean
  /** What is known of the machine; default: what plain Node can tell. */
  machine?: HostMachine
}

export interface Core extends PhotoHost {
  media: CoreMedia
  /**
   * Resolves when the model in use has seen every photo; at once where there is none. Throws LEARNER_FAILED,
   * DISK_FULL.
   */
  embedded(): Promise<void>
  /** The same of the regions of every photo, five to a photo. */
  regionsEmbedded(): Promise<void>
  /** Stops jobs, writes what must not be lost, releases the catalogue. */
  close(): Promise<void>
}

/** What the catalogue itself tells; not what a job is doing just now. */
export type LibraryFigures = Omit<LibraryStatus, 'indexing' | 'training'>

/**
 * What can be asked of a catalogue without writing: of the core that keeps it, or beside that one. Beside it marks,
 * tags and runs are as they are now; photos that are being read and embedded may be a batch behind (32, and 512).
 */
export interface Reader {
  api: Pick<
    PhotoApi,
    | 'findPhotosByPath'
    | 'findSimilar'
    | 'searchPhotos'
    | 'getPaths'
    | 'listTags'
    | 'listRuns'
    | 'listHistory'
    | 'rankTag'
    | 'exportModel'
    | 'findKeywords'
    | 'previewSidecars'
    | 'writeSidecars'
    | 'exportTags'
    | 'exportCopies'
  > & {
    /** Jobs only where they are of this process. */
    getStatus(args: Record<string, never>): Promise<LibraryFigures & Partial<LibraryStatus>>
  }
  /** The process that keeps the catalogue meanwhile; absent where this one does. */
  keptBy?: number | null
  close(): Promise<void>
}
