/**
 * The catalogue: one folder with one SQLite database, open in one process at a time.
 * better-sqlite3 is imported in store/ only; store imports nothing of the core.
 */
import { join, resolve } from 'node:path'
import Database from 'better-sqlite3'
import { catalogueFile } from '../../shared/catalogue-file.ts'
import { isDiskFull, SemblanceError } from '../../shared/errors.ts'
import { createAudits, type Audits } from './audits.ts'
import { createChoices, type Choices } from './choices.ts'
import { refuseGone } from './database.ts'
import { createDuplicates, type Duplicates } from './duplicates.ts'
import { translateError, withTranslatedErrors } from './errors.ts'
import { createExclusions, type Exclusions } from './exclusions.ts'
import { createFiles, type Files } from './files.ts'
import { createFolders, type Folders } from './folders.ts'
import { createGalleryRows, type GalleryRows } from './gallery.ts'
import { createHistory, type History } from './history.ts'
import { createLabels, type Labels } from './labels.ts'
import { acquireLock } from './lock.ts'
import { preparingLater } from './lazy-statements.ts'
import { createLongSteps, type LongSteps } from './long-steps.ts'
import { makeFolder } from './make-folder.ts'
import { checkSchema, migrate } from './migrate.ts'
import { createModels, type Models } from './models.ts'
import { createPhotos, type Photos } from './photos.ts'
import { createPutAside, type PutAside } from './put-aside.ts'
import { createReadAccess, type Access } from './read-access.ts'
import { createRecorder } from './recorder.ts'
import { createSavedSearches, type SavedSearches } from './saved-searches.ts'
import { createSearchRows, type SearchRows } from './search.ts'
import { createSettings, type Settings } from './settings.ts'
import { createStandingTags } from './standing-tags.ts'
import { createTagRows, type TagRows } from './tag-rows.ts'
import { createTagRuns, type TagRuns } from './tag-runs.ts'
import { createTags, type Tags } from './tags.ts'
import { keptLogBytes, mostPagesInLog } from './write-back.ts'

export interface CatalogueOptions {
  /** Milliseconds since 1970; default Date.now. */
  clock?: () => number
  /** How long to wait for a foreign program that holds the database (a backup, a viewer); default 5,000. */
  busyTimeoutMs?: number
  /** Beside the process that has it open, or where nothing can be written: no lock, no migration. Default false. */
  readOnly?: boolean
}

export interface Catalogue {
  /** Absolute path of the catalogue's folder. */
  readonly dir: string
  /** Nothing can be written: another process may have it open. */
  readonly isReadOnly: boolean
  readonly folders: Folders
  readonly exclusions: Exclusions
  readonly files: Files
  readonly photos: Photos
  readonly gallery: GalleryRows
  readonly choices: Choices
  readonly models: Models
  readonly tags: Tags
  readonly labels: Labels
  readonly tagRuns: TagRuns
  readonly audits: Audits
  readonly history: History
  readonly longSteps: LongSteps
  readonly tagRows: TagRows
  readonly putAside: PutAside
  readonly search: SearchRows
  readonly savedSearches: SavedSearches
  readonly duplicates: Duplicates
  readonly settings: Settings
  /**
   * Runs `work` as one transaction: all of it or nothing, and one write to the disk. Must not be async.
   */
  transaction<T>(work: () => T): T
  /** Writes everything into the database file and lets other processes in. Calling it twice does no harm. */
  close(): void
}

export type Clock = () => number

/**
 * Opens the catalogue in `catalogueDir`, making folder and database where missing. Nothing is async.
 * Throws CATALOGUE_LOCKED (with the holder's process number), CATALOGUE_NEWER, CATALOGUE_CORRUPT, DISK_FULL and
 * INVALID_ARGUMENT where the folder cannot be made or written. Any method may throw DISK_FULL later.
 */
export function openCatalogue(catalogueDir: string, options: CatalogueOptions = {}): Catalogue {
  const dir = resolve(catalogueDir)
  const file = join(dir, catalogueFile)
  if (!options.readOnly) makeCatalogueFolder(dir)
  try {
    const timeout = options.busyTimeoutMs ?? 5000
    const access = options.readOnly ? createReadAccess(file, timeout) : lockedAccess(dir, file, timeout)
    return openBy(access, dir, file, options.clock ?? Date.now)
  } catch (error) {
    throw translateError(error, file)
  }
}

/** Lets database and lock go when anything fails: the next try must not find the catalogue locked by this one. */
function openBy(access: Access, dir: string, file: string, clock: Clock): Catalogue {
  let db: Database.Database | undefined
  try {
    db = access.open()
    configure(db, file)
    return assemble(dir, file, preparingLater(db), access, clock)
  } catch (error) {
    db?.close()
    access.release()
    throw error
  }
}

/** Throws CATALOGUE_LOCKED. */
function lockedAccess(dir: string, file: string, timeout: number): Access {
  const { release } = acquireLock(dir)
  return { open: () => new Database(file, { timeout }), release }
}

/** The tables' modules over an open database that is of this schema. */
export function assemble(dir: string, file: string, db: Database.Database, access: Access, clock: Clock): Catalogue {
  const wrapped = <T extends object>(repository: T) => withTranslatedErrors(repository, file)
  const longSteps = createLongSteps()
  const recorder = createRecorder(db, clock, longSteps)
  const labels = createLabels(db, clock, recorder)
  const standing = createStandingTags(db)
  return {
    dir,
    isReadOnly: db.readonly,
    folders: wrapped(createFolders(db, clock)),
    exclusions: wrapped(createExclusions(db)),
    files: wrapped(createFiles(db, clock)),
    photos: wrapped(createPhotos(db, clock)),
    gallery: wrapped(createGalleryRows(db)),
    choices: wrapped(createChoices(db, recorder)),
    models: wrapped(createModels(db, clock)),
    tags: wrapped(createTags(db, clock, recorder, standing)),
    labels: wrapped(labels),
    tagRuns: wrapped(createTagRuns(db, clock, recorder, standing)),
    audits: wrapped(createAudits(db, clock, recorder, labels)),
    history: wrapped(createHistory(db, clock, recorder, longSteps, standing)),
    longSteps,
    tagRows: wrapped(createTagRows(db)),
    putAside: wrapped(createPutAside(db, clock, recorder)),
    search: wrapped(createSearchRows(db)),
    savedSearches: wrapped(createSavedSearches(db, clock, recorder)),
    duplicates: wrapped(createDuplicates(db, clock, recorder)),
    settings: wrapped(createSettings(db)),
    ...wrapped({ transaction: <T>(work: () => T): T => (refuseGone(db), db.transaction(work)()) }),
    close() {
      db.close()
      access.release()
    },
  }
}

function makeCatalogueFolder(dir: string): void {
  try {
    makeFolder(dir)
  } catch (cause) {
    if (isDiskFull(cause)) throw translateError(cause, dir)
    const { code } = cause as NodeJS.ErrnoException
    const message = `The catalogue's folder ${dir} cannot be made (${code}). Choose another folder with --catalogue.`
    throw new SemblanceError('INVALID_ARGUMENT', message, { cause })
  }
}

/**
 * The schema is looked at before anything is written: a newer or foreign file stays byte for byte as it was.
 * `synchronous = NORMAL` cannot corrupt the file but may lose the last commits when the power fails: right for what
 * can be computed again. Labels and models are committed with FULL (`durably`).
 */
function configure(db: Database.Database, file: string): void {
  if (db.readonly) checkSchema(db, file)
  else makeWritable(db, file)
  db.pragma('cache_size = -65536')
  db.pragma('temp_store = MEMORY')
}

function makeWritable(db: Database.Database, file: string): void {
  migrate(db, file)
  db.pragma('journal_mode = WAL')
  db.pragma(`wal_autocheckpoint = ${mostPagesInLog}`)
  db.pragma(`journal_size_limit = ${keptLogBytes}`)
  db.pragma('synchronous = NORMAL')
  db.pragma('foreign_keys = ON')
}
