/**
 * The contract between the renderer (or the command line) and the core. One object argument in,
 * a promise out, JSON only. Everything else (validator, allow-list, client proxy) derives from it.
 * Imports only the domain types, those of exchange and of search.
 */
import type {
  AuditStatus,
  BrowsedFolder,
  Choice,
  Confidences,
  DuplicateLevel,
  Duplicates,
  DuplicatesStatus,
  ExportedModel,
  FolderSummary,
  Gallery,
  GalleryOrder,
  HistoryEntry,
  IndexingStatus,
  KeptOut,
  LabelledPhoto,
  LabelValue,
  LearnTime,
  LibraryMap,
  LibraryStatus,
  LongStep,
  MapStatus,
  ModelSummary,
  NeighbourComparison,
  PackedMarks,
  PhotoDetail,
  PhotoIds,
  PhotoSummary,
  Placeholders,
  ProblemFile,
  Proposal,
  Renewal,
  ReviewReason,
  ReviewRound,
  SimilarPhotos,
  SimilarQuery,
  TagRanking,
  TagRun,
  TagSummary,
  TaggedPhoto,
  TrainingOptions,
  TrainingStatus,
} from './domain.ts'
import type { FoundPhotos, SavedSearch, SearchSuggestions } from './search.ts'
import type { FileProblem, FoundKeywords, SidecarChange, SidecarNaming, SidecarPreview } from './exchange.ts'

type None = Record<string, never>

export interface PhotoApi {
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

  /** One page of present photos, newest capture first. */
  listPhotos(args: { offset: number; limit: number; keptOut?: KeptOut }): Promise<{
    total: number
    photos: PhotoSummary[]
  }>
  /**
   * Every present photo with its shape and group, in one call; with `keptOut` those kept out so, by date taken. `near`
   * is the photo that "similar" asks for. Throws NOT_FOUND where that is not shown, INVALID_ARGUMENT without it.
   */
  getGallery(args: { order: GalleryOrder; near?: number; keptOut?: KeptOut }): Promise<Gallery>
  /**
   * The photos that a query finds, as a gallery, and how its parts were read (`core/query/parse.ts` has the grammar).
   * Throws INVALID_ARGUMENT for what cannot be read, with what is wrong and what to write, and as `getGallery` does.
   */
  searchPhotos(args: { query: string; order: GalleryOrder; near?: number }): Promise<FoundPhotos>
  /** What the word at the caret may become, and whether the query can be read so far. */
  suggestSearch(args: { query: string; caret: number }): Promise<SearchSuggestions>
  /** Searches that were given a name, by that. */
  listSearches(args: None): Promise<SavedSearch[]>
  /** Throws INVALID_ARGUMENT where another one has the name, and for a query that cannot be read. */
  saveSearch(args: { name: string; query: string }): Promise<SavedSearch>
  /** Throws NOT_FOUND, INVALID_ARGUMENT where another one has the name. */
  renameSearch(args: { searchId: number; name: string }): Promise<SavedSearch>
  /** Returns what it was. Throws NOT_FOUND. */
  removeSearch(args: { searchId: number }): Promise<SavedSearch>
  /** In the order asked for; unknown ones are left out. */
  getSummaries(args: { photoIds: number[] }): Promise<PhotoSummary[]>
  /** Those without pixels are left out. */
  getPlaceholders(args: { photoIds: number[] }): Promise<Placeholders>
  /**
   * Favourites, stars, and what is not to be shown: one of these a call, for many photos as one step of the history.
   * Ids that are none are left out. Returns how many photos changed.
   */
  choose(args: { photoIds: PhotoIds; choice: Choice }): Promise<{ changedCount: number }>
  /** Throws NOT_FOUND. */
  getPhoto(args: { photoId: number }): Promise<PhotoDetail>
  /** The path of the file that each photo is shown by, in the order asked for; those without one are left out. */
  getPaths(args: { photoIds: number[] }): Promise<{ photoId: number; path: string }[]>
  /** Which photo stands at each path; null where the library knows none. */
  findPhotosByPath(args: { paths: string[] }): Promise<{ path: string; photoId: number | null }[]>

  /** Machine, versions and the last lines of the log, to send to who helps. */
  getDiagnostics(args: None): Promise<{ text: string }>
  listProblems(args: { offset: number; limit: number }): Promise<{ total: number; problems: ProblemFile[] }>
  /** Marks every failed file for another try and rescans. */
  retryProblems(args: None): Promise<IndexingStatus>

  /**
   * Goes on with an unfinished run that has a checkpoint and comes to the same by these options (defaults filled in);
   * one with others is dropped (`TrainingStatus.unfinished` tells of it before). Throws NOT_ENOUGH_PHOTOS,
   * NOT_ENOUGH_LABELS, NOT_FOUND (nothing to refine), INVALID_ARGUMENT, BUSY, DISK_FULL.
   */
  startTraining(args: TrainingOptions): Promise<TrainingStatus>
  pauseTraining(args: None): Promise<TrainingStatus>
  resumeTraining(args: None): Promise<TrainingStatus>
  /** Ends the run now and makes a model of what it has learnt so far. */
  finishTraining(args: None): Promise<TrainingStatus>
  /** Ends the run and keeps nothing of it. */
  cancelTraining(args: None): Promise<TrainingStatus>
  /** When learning that nobody asked for may run; kept with the library. What a person starts runs at any time. */
  setLearnTime(args: { when: LearnTime }): Promise<TrainingStatus>
  listModels(args: None): Promise<ModelSummary[]>
  /** Puts an earlier model back in use, or a newer one. Throws NOT_FOUND. */
  activateModel(args: { modelVersion: number }): Promise<ModelSummary>

  /**
   * The neighbours of a few photos by the model in use and the one before it; null where there is only one. With
   * `another`, a different photo takes the place of that one, from now on.
   */
  compareNeighbours(args: { another?: number }): Promise<NeighbourComparison | null>

  /** Writes the model in use and its embeddings into a folder, for other programs. Throws NOT_FOUND without a model. */
  exportModel(args: { dir: string }): Promise<ExportedModel>
  /**
   * Puts an exported encoder to use; resolves when every photo is embedded by it. Throws NOT_FOUND, INVALID_ARGUMENT.
   */
  importModel(args: { path: string }): Promise<ModelSummary>

  /**
   * Most similar to the examples first, without the photos that they are or are parts of. With `levels` it waits for
   * what is the same shot, scene and kind in this library: the first time of a model seconds, with 100,000 photos. By
   * colour and with few photos nobody knows. Throws NOT_FOUND, IMAGE_UNREADABLE, which name the example.
   */
  findSimilar(args: { query: SimilarQuery; limit: number; levels?: boolean }): Promise<SimilarPhotos>

  /** Groups of near-duplicates as the last look found them, the surest level first, without those that are kept. */
  listDuplicates(args: { offset: number; limit: number; level?: DuplicateLevel }): Promise<Duplicates>
  /** Looks for shots and moments in the background, unless all is as at the last look; follow `duplicates` events. */
  findDuplicates(args: None): Promise<DuplicatesStatus>
  /** Ends the look; what the one before found stays. */
  cancelDuplicates(args: None): Promise<DuplicatesStatus>
  /** This photo is in no group with any of the others from now on. Throws NOT_FOUND. */
  tellApart(args: { photoId: number; otherIds: number[] }): Promise<{ pairCount: number }>
  /** All of them are wanted: their group is shown again when another photo joins it. Throws NOT_FOUND. */
  keepDuplicates(args: { photoIds: number[] }): Promise<{ photoCount: number }>

  /** Where each photo stands on the map of the model in use, as far as it is made. */
  getMap(args: None): Promise<LibraryMap>
  /**
   * Makes the map in the background, or finds places for photos that came since without moving others; follow `map`
   * events. Throws NOT_FOUND without a model, NOT_ENOUGH_PHOTOS.
   */
  makeMap(args: None): Promise<MapStatus>
  /** Ends the making; what was made before stays. */
  cancelMap(args: None): Promise<MapStatus>

  listTags(args: None): Promise<TagSummary[]>
  /** Returns the existing tag when the name is taken (letter case ignored). */
  createTag(args: { name: string }): Promise<TagSummary>
  renameTag(args: { tagId: number; name: string }): Promise<TagSummary>
  /** Whether a photo has one of the tags right beneath it at most: a yes to one is a no to the others. */
  setExclusive(args: { tagId: number; exclusive: boolean }): Promise<TagSummary>
  /** Removes the tag with its labels and machine tags. Returns how many labels went with it. */
  deleteTag(args: { tagId: number }): Promise<{ removedLabelCount: number }>
  /** A person's marks; `null` takes a mark back. `asked` is why, where the app asked for it (`reviewTag`). */
  setLabels(args: {
    tagId: number
    labels: { photoId: number; label: LabelValue | null; asked?: ReviewReason }[]
  }): Promise<TagSummary>
  /** Marks many photos alike, as one step of the history; `null` takes marks back. Throws NOT_FOUND, then for none. */
  labelPhotos(args: { tagId: number; photoIds: PhotoIds; label: LabelValue | null }): Promise<TagSummary>
  /**
   * Gives an edited photo the marks, favourite and stars of the one that it was made from, where it has none of its
   * own. Throws NOT_FOUND.
   */
  takeOverMarks(args: { photoId: number }): Promise<PhotoDetail>
  /** A tag's marks, in one call. */
  getMarks(args: { tagId: number }): Promise<PackedMarks>
  /** The photos that are marked, newest first; with `label` those of one kind. */
  listLabels(args: {
    tagId: number
    label?: LabelValue
    offset: number
    limit: number
  }): Promise<{ total: number; photos: LabelledPhoto[] }>
  /** Photos that carry the tag: marks first, then found ones, surest first; with `runId` those of one run. */
  listTagged(args: {
    tagId: number
    offset: number
    limit: number
    runId?: number
  }): Promise<{ total: number; photos: TaggedPhoto[] }>
  /** Gives a tag's marks and found photos to another one and removes it. Throws NOT_FOUND, INVALID_ARGUMENT. */
  mergeTags(args: { tagId: number; intoTagId: number }): Promise<TagSummary>
  /**
   * The rest, neither labelled nor tagged yet, likeliest first; with `rankingId` in the order it had then. Throws
   * NOT_ENOUGH_LABELS without a single yes that the model in use has seen.
   */
  rankTag(args: { tagId: number; offset: number; limit: number; rankingId?: string }): Promise<TagRanking>
  /** Of all that `rankTag` ranks, in one call. Throws NOT_FOUND, NOT_ENOUGH_LABELS. */
  getConfidences(args: { tagId: number }): Promise<Confidences>
  /**
   * Tags the first `count` photos of a ranking (default: those it suggests, as ranked now), or those that an audit has
   * shown. Photos marked since are left out. Throws NOT_FOUND for a ranking that is forgotten.
   */
  applyTag(args: { tagId: number; count?: number; rankingId?: string; auditId?: number }): Promise<TagRun>
  /** A dozen photos worth asking about; `skipped` ones are left out. */
  reviewTag(args: { tagId: number; skipped?: number[] }): Promise<ReviewRound>

  /**
   * Dense groups of photos without a tag, densest first, by the model in use; none before there is one. The first call
   * of a model takes seconds, with 100,000 photos half a minute.
   */
  listProposals(args: None): Promise<Proposal[]>
  /**
   * Makes the tag, or takes the one of that name, and marks these photos of the group yes, as one step. Throws
   * NOT_FOUND for a group that is not proposed, INVALID_ARGUMENT for photos of another.
   */
  nameProposal(args: { proposalId: string; name: string; photoIds: number[] }): Promise<TagSummary>
  /** It is not proposed again for a week, or never, as long as most of it are these photos. Throws NOT_FOUND. */
  putAsideProposal(args: { proposalId: string; forGood: boolean }): Promise<{ photoCount: number }>

  /** Begins to show how many of the likeliest photos are right, from a random sample. Ends the one before. */
  startAudit(args: { tagId: number; wanted?: number }): Promise<AuditStatus>
  /** The audit that goes on; null where there is none. */
  getAudit(args: { tagId: number }): Promise<AuditStatus | null>
  /** The answer is a mark, too. Throws NOT_FOUND, INVALID_ARGUMENT for another photo than the next. */
  answerAudit(args: { auditId: number; photoId: number; label: LabelValue }): Promise<AuditStatus>
  endAudit(args: { auditId: number }): Promise<AuditStatus>

  /**
   * What would change if what an earlier model found were found by the one in use; null where nothing was, a ranking
   * wants more marks, or the files of all that was found are away.
   */
  compareRuns(args: { tagId: number; offset: number; limit: number }): Promise<Renewal | null>
  /**
   * Makes that change, as one run and one step of the history. Throws NOT_FOUND where there is none to make,
   * NOT_ENOUGH_LABELS.
   */
  renewRuns(args: { tagId: number }): Promise<TagRun>
  listRuns(args: { tagId?: number }): Promise<TagRun[]>
  /**
   * Takes every machine tag of the run back; of one that renewed others, those (`broughtBack`) stand again. Throws
   * NOT_FOUND.
   */
  undoRun(args: { runId: number }): Promise<{ removedCount: number; broughtBack: number[] }>

  /**
   * Takes back what was done last to tags and photos; null where there is nothing. Stopped by `cancelStep`, it is not
   * undone yet, and goes on when it is undone again.
   */
  undo(args: None): Promise<HistoryEntry | null>
  /** Does again what was taken back last. */
  redo(args: None): Promise<HistoryEntry | null>
  listHistory(args: { limit: number }): Promise<HistoryEntry[]>
  /**
   * Stops the step of the history that `step` events tell of. Its call throws CANCELLED, with how far it came; what was
   * done of it is a step to undo, but a run that is cut short tags nothing.
   */
  cancelStep(args: None): Promise<{ cancelled: boolean }>

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
   * Writes a new file with one row a photo and tag, of `tagIds` and those in them; its ending says which: .csv, .json,
   * .parquet. Throws INVALID_ARGUMENT, NOT_FOUND, DISK_FULL.
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

export interface PhotoEvents {
  /** At most about four times a second. */
  indexing: IndexingStatus
  training: TrainingStatus
  duplicates: DuplicatesStatus
  map: MapStatus
  /** Of what takes over half a second, at most four times a second; null when it has ended. */
  step: { going: LongStep | null }
  /**
   * Photos, favourites and stars (choices), tags, saved searches, the active model or groups of near-duplicates
   * changed, or regions of every photo are embedded now: read again what is on screen.
   */
  changed: { what: 'photos' | 'choices' | 'tags' | 'searches' | 'model' | 'problems' | 'duplicates' | 'regions' }
}

export type MethodName = keyof PhotoApi
export type EventName = keyof PhotoEvents
export type Unsubscribe = () => void

/** What every host offers and every client sees. */
export interface PhotoHost {
  api: PhotoApi
  subscribe<E extends EventName>(event: E, listener: (value: PhotoEvents[E]) => void): Unsubscribe
}
