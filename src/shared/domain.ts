/**
 * What the app talks about. Plain JSON types, units in names, shared by every process.
 * Imports nothing.
 */

export type FileState = 'found' | 'decoded' | 'failed' | 'gone'

/** One photo as the gallery shows it. `name` is the file name of its first present file. */
export interface PhotoSummary {
  photoId: number
  name: string
  /** Width and height in pixels after EXIF orientation. */
  width: number
  height: number
  /** The camera's local time read as UTC; null where nothing tells (`PhotoDetail.dateOrigin` says what does). */
  capturedAtMs: number | null
  favourite: boolean
  /** 0 to 5: a person's own, else what the file says; null where neither is. */
  stars: number | null
}

/** Why a photo that is there is not shown: out of sight until shown again, or out of the library but not the disk. */
export const keptOuts = ['hidden', 'removed'] as const
export type KeptOut = (typeof keptOuts)[number]

/**
 * What a person says of photos beside tags. Stars, 0 to 5, go before those that the file says, null takes them back;
 * `keptOut` null shows photos again.
 */
export type Choice = { favourite: boolean } | { rating: number | null } | { keptOut: KeptOut | null }

/**
 * By capture date or by the day of coming into the library, newest first; by folder and file name; by file name alone
 * (2 before 10); each photo once under the first of its tags; by similarity to one photo, that one first.
 */
export const galleryOrders = ['taken', 'added', 'folder', 'name', 'tag', 'similar'] as const
export type GalleryOrder = (typeof galleryOrders)[number]

/** Every photo that is there, in order and packed: 100,000 of them are 0.8 MB. */
export interface Gallery {
  /** Base64 of int32, little-endian. */
  photoIds: string
  /** Base64 of uint16, little-endian: width over height, in thousandths. */
  aspects: string
  groups: GalleryGroup[]
}

/** Rough colours of photos, to be shown until their thumbnails are there. */
export interface Placeholders {
  photoIds: number[]
  /** Base64 of uint8 [N, 4, 4, 3], rows from the top, blue before green and red, as in a bitmap: 64 letters a photo. */
  colours: string
}

/** Photos that stand together under one heading. */
export interface GalleryGroup {
  /**
   * A month ("2024-03", empty where no date is known); a folder's path; a letter, "0" for digits or "#" for signs; a
   * tag's name (empty for no tag); a level of similarity ("rest" beyond them, empty where they are not known).
   */
  key: string
  count: number
}

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

export interface PhotoFile {
  path: string
  sizeBytes: number
  modifiedAtMs: number
  state: FileState
}

export interface PhotoTag {
  tagId: number
  name: string
  /** A person's yes or no, or null when only a machine tagged it. */
  label: LabelValue | null
  /** Confidence in [0, 1] of the standing machine tag, or null. */
  confidence: number | null
  runId: number | null
}

/**
 * Where a photo's date comes from: what its file says, in that order, its name, its folder's name, or the file's time.
 */
export type DateOrigin = 'taken' | 'digitized' | 'written' | 'xmp' | 'iptc' | 'file name' | 'folder name' | 'file time'

/** What a photo's file says of it. */
export interface PhotoFacts {
  /** By content: "JPEG"; null for photos of older versions. */
  format: string | null
  dateOrigin: DateOrigin | null
  camera: string | null
  lens: string | null
  /** Stars in the file, 0 to 5. */
  rating: number | null
  /** Degrees; both or neither. */
  latitude: number | null
  longitude: number | null
}

export interface PhotoDetail extends PhotoSummary, PhotoFacts {
  contentHash: string
  /** A person's stars; `rating` is the file's. */
  ownRating: number | null
  keptOut: KeptOut | null
  /** The photo that stood at its path before another program changed the picture. */
  editedFrom: number | null
  /** That photo's marks which this one does not have (`takeOverMarks`). */
  offeredMarkCount: number
  /** The same of a person's favourite and stars; false, null where it brings nothing. */
  offeredFavourite: boolean
  offeredStars: number | null
  /** What is missing of a picture that is shown as far as it goes. */
  damage: string | null
  files: PhotoFile[]
  tags: PhotoTag[]
}

export interface ProblemFile {
  fileId: number
  path: string
  reason: string
  attempts: number
  lastTriedAtMs: number
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

export type JobState = 'idle' | 'running' | 'paused' | 'failed' | 'done' | 'cancelled'

export interface IndexingStatus {
  state: JobState
  /** What is happening now, in words ("Reading photos"). */
  phase: string
  /** Files looked at so far, and files known so far (grows while the walk goes on). */
  doneCount: number
  totalCount: number
  /** Files whose pixels were really decoded in this run. */
  decodedCount: number
  failedCount: number
  photosPerSecond: number
  /** Null while it cannot be told. */
  remainingMs: number | null
  /** Set when state is 'failed'. */
  error: { code: string; message: string } | null
}

/** 'auto' is TensorFlow where it is installed and sees a GPU, else ONNX Runtime. */
export type EngineName = 'auto' | 'onnx' | 'tensorflow'
export type DeviceName = 'auto' | 'cpu' | 'webgpu' | 'dml' | 'cuda'
export const backboneNames = ['resnet18', 'resnet18-half', 'resnet18-cifar', 'resnet50', 'vgg16', 'alexnet'] as const
export type BackboneName = (typeof backboneNames)[number]
/** 'parametric' is the paper's baseline, for evaluation. */
export type ObjectiveName = 'softmax' | 'nce' | 'parametric'

/** What a person may choose about a training run; everything absent takes the default recipe. */
export interface TrainingOptions {
  /** 0 learns nothing: it looks at every photo with the starter encoder, so that searching need not wait. */
  minutes?: number
  epochs?: number
  engine?: EngineName
  device?: DeviceName
  backbone?: BackboneName
  objective?: ObjectiveName
  embeddingSize?: number
  imageSize?: number
  batchSize?: number
  learningRate?: number
  /** Of the training softmax. */
  temperature?: number
  negativeCount?: number
  proximalWeight?: number
  bankMomentum?: number
  /**
   * Fine-tunes the model in use on the marks instead ("refine with my labels"); takes no other option but the device.
   */
  refine?: boolean
  /** Where learning starts: the encoder that ships with the app (default), or nothing. */
  start?: 'starter' | 'scratch'
  seed?: number
}

/** What an export wrote. */
export interface ExportedModel {
  dir: string
  /** Names inside `dir`. */
  files: string[]
  photoCount: number
}

export interface LossPoint {
  step: number
  /** Mean loss per photo over the interval, in nats. */
  loss: number
}

/**
 * A run that was cut short, with a checkpoint: starting with the same options goes on from there, with others drops
 * it.
 */
export interface UnfinishedRun {
  modelVersion: number
  options: TrainingOptions
  /** It learns from those of its beginning. */
  photoCount: number
}

export interface TrainingStatus {
  state: JobState
  /** What is happening now, in words ("Learning", "Reading 1,200 new photos with the new model"). */
  phase: string
  /** Engine and processor in words ("ONNX Runtime on the processor, 2 threads"), or null. */
  processor: string | null
  modelVersion: number | null
  /** Photos that the run learns from; 0 before the first. */
  photoCount: number
  step: number
  epoch: number
  /** In [0, 1]. */
  progress: number
  imagesPerSecond: number
  /** While it learns each photo is seen in several views; while it looks, in one. */
  photosPerSecond: number
  elapsedMs: number
  remainingMs: number | null
  lossCurve: LossPoint[]
  /** Resident memory of the learner process, bytes; null when it is not running. */
  learnerMemoryBytes: number | null
  /** Photos that came after the model in use was made and are being embedded by it; null while there are none. */
  newPhotos: { doneCount: number; totalCount: number } | null
  /**
   * Photos whose regions are being embedded, so that a region drawn on one finds what is a part of another; null while
   * there are none, and while that waits for what matters more.
   */
  regions: { doneCount: number; totalCount: number; isPaused: boolean } | null
  /** Null while a run goes on. */
  unfinished: UnfinishedRun | null
  schedule: LearningSchedule
  error: { code: string; message: string } | null
}

/** When learning that nobody asked for may run: whenever there is need, or only then. */
export const learnTimes = ['any', 'idle', 'mains', 'never'] as const
export type LearnTime = (typeof learnTimes)[number]

export interface LearningSchedule {
  when: LearnTime
  /** Nothing starts by itself in this process, whatever was chosen. */
  isOff: boolean
  /** What cannot be told on this machine, and so is not to be chosen. */
  unknown: LearnTime[]
  /** What learning or looking at photos waits for, in words ("mains power"); null where nothing waits. */
  waitsFor: string | null
}

/** Of marks asked about, the share [0, 1] that the others vote right. */
export interface LabelAgreement {
  share: number
  count: number
}

/** What a model was judged by before it was put to use. */
export interface ModelScores {
  /** Of random pairs of photos, [-1, 1]: near 1 everything looks alike. */
  meanSimilarity: number
  /** By the user's marks, of this model and of the one in use before; null where there was none. */
  agreement: LabelAgreement
  agreementBefore: LabelAgreement | null
  /** Of changed views of photos, whether the nearest is of the same photo; absent where there was no model before. */
  viewAgreement?: LabelAgreement
  viewAgreementBefore?: LabelAgreement
}

/**
 * The encoder that ships with the app as it is, a run without labels, one with a person's marks, or another library's.
 */
export type ModelOrigin = 'starter' | 'trained' | 'refined' | 'imported'

export interface ModelSummary {
  modelVersion: number
  createdAtMs: number
  origin: ModelOrigin
  /** Its check kept it out of use, and no person has put it to use since. */
  refused: boolean
  backbone: BackboneName
  objective: ObjectiveName
  embeddingSize: number
  photoCount: number
  trainingSeconds: number
  imagesPerSecond: number
  /** How often learning saw each photo; null for models of older versions, refined and imported ones. */
  visitCount: number | null
  /** SHA-256 over the content of the photos it learnt from; null for models of older versions. */
  datasetFingerprint: string | null
  scores: ModelScores | null
  active: boolean
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

/** A part of a photo, in shares of its upright width and height, [0, 1]. */
export interface Region {
  x: number
  y: number
  width: number
  height: number
}

/**
 * What to look for: a photo of the library, or an image's bytes with its file's name, which tells RAW files; of either
 * a part. With `minus` what is not looked for.
 */
export type QueryExample = ({ photoId: number } | { imageBase64: string; name?: string }) & {
  region?: Region
  minus?: boolean
}

/** Not all of them minus. */
export type SimilarQuery = QueryExample[]
export const mostExamples = 24

/** What similarity was computed from. `colour` serves before any model is ready, and for photos it has not seen yet. */
export type SimilarityBasis = 'encoder' | 'colour'

/** Cut-offs in words, strictest first: what is the same shot is the same scene and the same kind, too. */
export const similarityLevels = ['shot', 'scene', 'kind'] as const
export type SimilarityLevel = (typeof similarityLevels)[number]

export interface SimilarPhoto extends PhotoSummary {
  path: string
  /** Cosine similarity in [-1, 1], higher is nearer; less what a photo is nearer to an example of minus. */
  similarity: number
  /** The strictest that it reaches beside the nearest example. Null for none, and where levels are not known. */
  level: SimilarityLevel | null
  /** The result before it that it is the same shot as. */
  foldedUnder: number | null
  /** The part of it that is more similar than all of it; null where all of it is, and where no part was looked for. */
  region: Region | null
}

export interface SimilarPhotos {
  basis: SimilarityBasis
  /** With `colour` the model in use, which has not seen the photo yet; null where there is none. */
  modelVersion: number | null
  /** Time the search itself took, milliseconds. */
  durationMs: number
  /** Photos of the library at each level, those at stricter ones among them. Null where levels are not known. */
  levelCounts: Record<SimilarityLevel, number> | null
  /** Photos of the library whose regions were compared, too; null where no part of a photo was looked for. */
  regionPhotoCount: number | null
  results: SimilarPhoto[]
}

/** Nearest neighbours by two models, nearest first, of photos that both have seen. */
export interface NeighbourComparison {
  inUseVersion: number
  /** The one before it, or the next after it where that is gone. */
  otherVersion: number
  /** Three, or fewer of a small library: typical ones of unlike kinds, the same each time. */
  photos: { photo: PhotoSummary; inUse: ComparedNeighbour[]; other: ComparedNeighbour[] }[]
}

export interface ComparedNeighbour extends PhotoSummary {
  /** Cosine, [-1, 1]. */
  similarity: number
}

export type LabelValue = 'yes' | 'no'
/** By estimated probability: from 0.8, from 0.3, and below. */
export type Band = 'sure' | 'ask' | 'no'

/** Who set a mark: a person by choice, another program's file, or a person asked by an audit. */
export type LabelAuthor = 'person' | 'import' | 'audit'

export interface TagSummary {
  tagId: number
  /** With the tags that it lies in: "Animals/Dogs". */
  name: string
  /** The tag above it, of "Animals/Dogs" that of "Animals"; null at the top. */
  parentId: number | null
  /** A photo has one of the tags right beneath it at most. */
  exclusive: boolean
  /** Marks of the tag itself, without those of tags beneath it. */
  yesCount: number
  noCount: number
  /** Photos that carry a standing machine tag. */
  machineCount: number
  /** Photos that it is shown with: by a mark or a machine tag of it or of a tag beneath it, each once. */
  carriedCount: number
}

/** Photos of a call: some ids, or many as base64 of int32, little-endian. */
export type PhotoIds = number[] | string

/** Photos by their marks, each base64 of int32, little-endian. */
export interface PackedMarks {
  yes: string
  no: string
}

export interface LabelledPhoto extends PhotoSummary {
  label: LabelValue
  author: LabelAuthor
  labelledAtMs: number
  /** Why the app asked for it; null where the photo was freely chosen. */
  asked: ReviewReason | null
}

/** A photo that carries a tag: by a person's mark, or found by a run. */
export interface TaggedPhoto extends PhotoSummary {
  path: string
  /** Null where a run found it. */
  label: LabelValue | null
  runId: number | null
  /** Estimated probability when it was tagged, [0, 1]. */
  confidence: number | null
  voters: Voter[]
}

/** A marked photo and how near it is; the marks that weighed most are why a photo is where it is. */
export interface Voter {
  photoId: number
  label: LabelValue
  /** Cosine, [-1, 1]. */
  similarity: number
}

export interface RankedPhoto extends PhotoSummary {
  path: string
  /** Estimated probability of yes, [0, 1]. */
  confidence: number
  band: Band
  /** Labelled photos that speak most for its place, strongest first. */
  voters: Voter[]
}

/** Shares in [0, 1]. */
export interface PrecisionRange {
  low: number
  high: number
}

/** A step of the slider: the first `count` photos of a ranking. */
export interface Cutoff {
  count: number
  /** Estimated from the marks; null with too few. */
  precision: PrecisionRange | null
}

export interface TagRanking {
  /** Names this order; pages of it stay the same while marks change. */
  rankingId: string
  basis: SimilarityBasis
  modelVersion: number | null
  /** Photos ranked: neither labelled nor tagged. */
  total: number
  /** Strict to loose. */
  cutoffs: Cutoff[]
  /** Where the slider begins: the last cut-off of which about four in five are right, else a few of the likeliest. */
  suggestedCount: number
  photos: RankedPhoto[]
}

/** How many of the tagged are right, [0, 1]: a range, or what it is at least. */
export type Estimate = { low: number; high: number } | { bound: number }

/** A labelled photo that spoke for or against a machine tag, and how much. */
export type MachineVoter = [photoId: number, label: LabelValue, weight: number]

export interface TagRun {
  runId: number
  tagId: number
  tagName: string
  modelVersion: number | null
  /** What ranked the photos; null for runs of older versions. */
  scorer: string | null
  auditId: number | null
  /** Of the least sure photo it tagged; null where that is not known. */
  minimumConfidence: number | null
  /** How many photos of the ranking it was for; null for a run that kept to a confidence. */
  cutoffCount: number | null
  estimate: Estimate | null
  taggedCount: number
  createdAtMs: number
  undoneAtMs: number | null
}

/** What the model in use finds in place of what an earlier one found, as many photos as then. */
export interface Renewal {
  modelVersion: number | null
  /** Photos found by an earlier model; what was checked is left as it is. */
  foundCount: number
  /** Found then, and not among as many of now. */
  goingCount: number
  /** Of these, those of the page asked for: `going` least likely first, `coming` likeliest first. */
  going: RankedPhoto[]
  coming: RankedPhoto[]
  /** Estimated of what would be found now; null with too few marks. */
  precision: PrecisionRange | null
}

/** Why a photo is asked about. */
export const reviewReasons = ['likely', 'unsure', 'random', 'typical', 'contradicted'] as const
export type ReviewReason = (typeof reviewReasons)[number]

export interface ReviewPhoto extends RankedPhoto {
  reason: ReviewReason
  /** Of one that its neighbours contradict: its present mark, and the nearest photo marked otherwise. */
  label: LabelValue | null
  twin: PhotoSummary | null
}

export interface ReviewRound {
  photos: ReviewPhoto[]
  /** Why there is nothing more to ask; null where there is. */
  done: string | null
}

/** A dense group of photos of which none of the typical ones carries a tag: worth a name, perhaps. */
export interface Proposal {
  /** The same as long as the group is of the same photos. */
  proposalId: string
  /** Photos like the typical ones, those that carry a tag left out. */
  photoCount: number
  /** A dozen at most, most typical first. */
  typical: PhotoSummary[]
}

/** A cut-off that an audit tries. */
export interface AuditedCutoff {
  count: number
  askedCount: number
  rightCount: number
  /** At least this share is right, at 95 % confidence; null before it is shown or where it failed. */
  bound: number | null
  state: 'open' | 'passed' | 'failed'
}

export interface AuditStatus {
  auditId: number
  tagId: number
  /** The share that is to be shown, [0, 1]. */
  wanted: number
  /** Strict to loose. */
  cutoffs: AuditedCutoff[]
  /** Null when it has ended. */
  next: RankedPhoto | null
  askedCount: number
  /** How many more at most. */
  remainingCount: number
}

/**
 * Why photos are one group: a photo of files that are alike byte for byte, or in their picture alone; photos that are
 * one shot (cropped, resized, recompressed, brighter); photos of one moment.
 */
export const duplicateLevels = ['file', 'picture', 'shot', 'moment'] as const
export type DuplicateLevel = (typeof duplicateLevels)[number]

/** A photo of a group; where the group is of one photo, a file of it. */
export interface Duplicate extends PhotoSummary {
  path: string
  sizeBytes: number
  modifiedAtMs: number
  /** By content: "JPEG". */
  format: string | null
  /** How much fine detail its thumbnail has, above 0; comparable within a group. Null where it could not be told. */
  sharpness: number | null
}

export interface DuplicateGroup {
  /** The same as long as the group is of the same photos. */
  groupId: string
  level: DuplicateLevel
  /** In words: "Taken within 4 s of each other, 93 % alike". */
  reason: string
  /** Of the two of its photos that are least alike of those compared, [0, 1]; 1 of files of one photo. */
  alike: number
  /** All of them; one where the group is of files. */
  photoIds: number[]
  /** The best first, then in its order; two dozen at most. */
  duplicates: Duplicate[]
  /** How many photos, or files of one photo. */
  count: number
  /** Why the first is the best, in words. */
  bestReason: string
}

/** The look at the library's photos that finds shots and moments; files are known without it. */
export interface DuplicatesStatus {
  state: JobState
  phase: string
  /** In [0, 1]. */
  progress: number
  remainingMs: number | null
  /** When the last look ended; null before the first. */
  lookedAtMs: number | null
  /** Photos that came since. */
  unseenCount: number
  /** Whether photos came or the model changed since, so that another look may find more. */
  isStale: boolean
  error: { code: string; message: string } | null
}

/** The map of the library while it is made. */
export interface MapStatus {
  state: JobState
  phase: string
  /** In [0, 1]. */
  progress: number
  remainingMs: number | null
  error: { code: string; message: string } | null
}

/** Photos in two dimensions, near where they are alike, by the model in use: 100,000 of them are 1.6 MB. */
export interface LibraryMap {
  status: MapStatus
  /** Null before there is a model; then nothing has a place. */
  modelVersion: number | null
  /** Base64 of int32, little-endian: photos in sight that have a place; none before the map is made. */
  photoIds: string
  /** Base64 of float32, little-endian, [N, 2]: x to the right and y up, from -1 to 1. */
  places: string
  /** Photos in sight without a place yet. */
  unplacedCount: number
  /** The first so many were laid out at most; further ones stand among their neighbours. */
  laidOutCount: number
}

/** How sure a tag is of each photo without it, packed. */
export interface Confidences {
  /** Base64 of int32, little-endian. */
  photoIds: string
  /** Base64 of float32, little-endian, [0, 1]. */
  confidences: string
}

export interface Duplicates {
  status: DuplicatesStatus
  counts: Record<DuplicateLevel, number>
  /** Groups of the levels asked for. */
  total: number
  groups: DuplicateGroup[]
}

/** What a person did, newest first. */
export interface HistoryEntry {
  actionId: number
  kind: ActionKind
  /** In words: 'Marked 3 photos yes for "Dogs"'. */
  text: string
  atMs: number
  undone: boolean
  /** What could not be as it was, because something else changed it meanwhile. */
  note: string | null
}

/** A step of the history that takes long, or one that is undone or redone: how far it is. */
export interface LongStep {
  /** What is being done, in words: 'Marking 100,000 photos for "Dogs"'. */
  phase: string
  /** Photos, and of what is undone or redone changes. */
  doneCount: number
  totalCount: number
  perSecond: number
  remainingMs: number
}

/** Where a standing machine tag comes from. */
export interface MachineTag {
  photoId: number
  runId: number
  /** [0, 1]; null where the run had none. */
  confidence: number | null
  /** In the scorer's own measure; null for tags of older versions. */
  score: number | null
  scorer: string | null
  modelVersion: number | null
  /** Up to five, strongest first; null for tags of older versions. */
  voters: MachineVoter[] | null
}

/** Of a ranking that stays as it is, random photos are asked about, to tell how often it is right. */
export interface Audit {
  auditId: number
  tagId: number
  modelVersion: number | null
  scorer: string
  seed: number
  /** The share of right ones that is to be shown, [0, 1]. */
  wanted: number
  /** How many photos from the top, strict to loose. */
  cutoffs: number[]
  /** What came of it, as who ended it wrote it. */
  bound: object | null
  answers: AuditAnswer[]
  createdAtMs: number
  endedAtMs: number | null
}

export interface AuditAnswer {
  photoId: number
  value: LabelValue
  answeredAtMs: number
}

export type ActionKind =
  | 'mark'
  | 'import marks'
  | 'take over marks'
  | 'reject machine tags'
  | 'create tag'
  | 'rename tag'
  | 'merge tags'
  | 'delete tag'
  | 'set exclusive'
  | 'apply run'
  | 'undo run'
  | 'renew runs'
  | 'begin audit'
  | 'answer audit'
  | 'end audit'
  | 'name group'
  | 'put aside'
  | 'favourite'
  | 'no favourite'
  | 'rate'
  | 'hide'
  | 'remove'
  | 'show'
  | 'save search'
  | 'rename search'
  | 'remove search'
  | 'tell apart'
  | 'keep group'

/** What an action was about, to tell it in words. */
export interface ActionDetail {
  tagId?: number
  /** The tag's name then. */
  name?: string
  /** The other name of a rename or merge. */
  otherName?: string
  /** Photos. */
  count?: number
  /** Stars given; absent where they were taken back. */
  rating?: number
}

/** Something a person did that can be undone and redone. */
export interface Action {
  actionId: number
  kind: ActionKind
  atMs: number
  undoneAtMs: number | null
  detail: ActionDetail
}

/** An action that was undone or redone. */
export interface TurnedAction extends Action {
  /** What could not be as it was, in words, because something else changed it meanwhile; null where all is. */
  note: string | null
}
