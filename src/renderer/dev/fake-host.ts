/**
 * An in-memory PhotoHost for drawing the window without a core: `?fake` on Vite's dev server, with
 * `&photos=N`, `&model`, `&indexing`, `&training`, `&empty`. Answers are made up but keep the contract.
 */
import type { PhotoApi, PhotoEvents, PhotoHost } from '../../shared/contract.ts'
import type {
  IndexingStatus,
  LabelValue,
  LibraryStatus,
  LossPoint,
  PhotoDetail,
  PhotoSummary,
  RankedPhoto,
  TagRun,
  TagSummary,
  TrainingStatus,
} from '../../shared/domain.ts'
import { SemblanceError } from '../../shared/errors.ts'

interface FakeTag {
  tagId: number
  name: string
  labels: Map<number, { label: LabelValue; atMs: number }>
}

/** A number in [0, 1) that stays the same for the same pair. */
const chance = (one: number, other: number): number => Math.abs(Math.sin(one * 127.1 + other * 311.7) * 43758.5453) % 1

export async function createFakeHost(parameters: URLSearchParams): Promise<PhotoHost> {
  const paths = (await fetch('/fake-photos.json')
    .then((answer) => answer.json())
    .catch(() => [])) as string[]
  const total = parameters.has('empty') ? 0 : Number(parameters.get('photos') ?? 12_000)
  const hasModel = parameters.has('model')
  const listeners: { [E in keyof PhotoEvents]: Set<(value: PhotoEvents[E]) => void> } = {
    indexing: new Set(),
    training: new Set(),
    changed: new Set(),
  }
  const tags = new Map<number, FakeTag>()
  const runs: (TagRun & { photoIds: number[] })[] = []
  let nextId = 1

  const pathOf = (photoId: number): string =>
    `/pictures/${paths[(photoId - 1) % Math.max(1, paths.length)] ?? `${photoId}.jpg`}`
  const classOf = (photoId: number): number => {
    const folder = pathOf(photoId).split('/').at(-2) ?? ''
    return [...folder].reduce((sum, letter) => sum + letter.charCodeAt(0), 0)
  }
  const summary = (photoId: number): PhotoSummary => ({
    photoId,
    name: pathOf(photoId).split('/').at(-1) ?? '',
    width: 1600,
    height: 1200,
    capturedAtMs: photoId % 7 === 0 ? null : Date.UTC(2024, 5, 1) - photoId * 3_600_000,
  })
  const all = (): number[] => Array.from({ length: total }, (_, index) => index + 1)
  const changed = (what: PhotoEvents['changed']['what']): void =>
    listeners.changed.forEach((listener) => listener({ what }))

  const model = {
    modelVersion: 3,
    createdAtMs: Date.now() - 7_200_000,
    origin: 'trained' as const,
    refused: false,
    backbone: 'resnet18-half' as const,
    objective: 'softmax' as const,
    embeddingSize: 128,
    photoCount: total,
    trainingSeconds: 1260,
    imagesPerSecond: 212,
    datasetFingerprint: null,
    scores: { meanSimilarity: 0.2, agreement: { share: 0.92, count: 25 }, agreementBefore: null },
    active: true,
  }
  const lossCurve: LossPoint[] = Array.from({ length: 160 }, (_, index) => ({
    step: index * 10,
    loss: 4 + 4 * Math.exp(-index / 45) + chance(index, 3) * 0.25,
  }))
  const training: TrainingStatus = {
    state: parameters.has('training') ? 'running' : 'idle',
    phase: parameters.has('training') ? 'Learning' : '',
    processor: 'ONNX Runtime on the processor, 2 threads',
    modelVersion: 4,
    step: 1590,
    epoch: 17,
    progress: 0.42,
    imagesPerSecond: 212.4,
    elapsedMs: 254_000,
    remainingMs: 346_000,
    lossCurve: parameters.has('training') ? lossCurve : [],
    learnerMemoryBytes: 812_000_000,
    newPhotos: null,
    unfinished: null,
    error: null,
  }
  const indexing: IndexingStatus = {
    state: parameters.has('indexing') ? 'running' : 'done',
    phase: 'Reading photos',
    doneCount: 4212,
    totalCount: 12_000,
    decodedCount: 4200,
    failedCount: 3,
    leftOutCount: 2,
    photosPerSecond: 84,
    remainingMs: 92_000,
    error: null,
  }
  const setIndexing = async (state: IndexingStatus['state']): Promise<IndexingStatus> => {
    indexing.state = state
    listeners.indexing.forEach((listener) => listener({ ...indexing }))
    return { ...indexing }
  }
  const setTraining = async (state: TrainingStatus['state']): Promise<TrainingStatus> => {
    training.state = state
    training.phase = 'Learning'
    training.lossCurve = lossCurve
    listeners.training.forEach((listener) => listener({ ...training }))
    return { ...training }
  }

  const tagOf = (tagId: number): FakeTag => {
    const tag = tags.get(tagId)
    if (tag === undefined) throw new SemblanceError('NOT_FOUND', 'This tag no longer exists.')
    return tag
  }
  const machineIds = (tagId: number): number[] =>
    runs.filter((run) => run.tagId === tagId && run.undoneAtMs === null).flatMap((run) => run.photoIds)
  const tagSummary = (tag: FakeTag): TagSummary => {
    const labels = [...tag.labels.values()]
    const yesCount = labels.filter(({ label }) => label === 'yes').length
    return {
      tagId: tag.tagId,
      name: tag.name,
      parentId: null,
      exclusive: false,
      yesCount,
      noCount: labels.length - yesCount,
      machineCount: machineIds(tag.tagId).length,
    }
  }
  const rank = (tag: FakeTag): RankedPhoto[] => {
    const yes = [...tag.labels].filter(([, { label }]) => label === 'yes').map(([photoId]) => photoId)
    if (yes.length === 0) throw new SemblanceError('NOT_ENOUGH_LABELS', 'Mark at least one photo yes.')
    const classes = new Set(yes.map(classOf))
    return all()
      .filter((photoId) => !tag.labels.has(photoId))
      .map((photoId) => {
        const confidence = classes.has(classOf(photoId)) ? 0.55 + 0.44 * chance(photoId, 1) : 0.62 * chance(photoId, 2)
        const band = confidence > 0.85 ? ('sure' as const) : confidence > 0.5 ? ('ask' as const) : ('no' as const)
        return { ...summary(photoId), path: pathOf(photoId), confidence, band, voters: [] }
      })
      .sort((one, other) => other.confidence - one.confidence)
  }
  const similarTo = (photoId: number, limit: number) => ({
    basis: hasModel ? ('encoder' as const) : ('colour' as const),
    modelVersion: hasModel ? 3 : null,
    durationMs: 8.2,
    results: all()
      .filter((other) => other !== photoId)
      .map((other) => ({
        ...summary(other),
        path: pathOf(other),
        similarity: (classOf(other) === classOf(photoId) ? 0.6 : 0.1) + 0.38 * chance(photoId, other),
      }))
      .sort((one, other) => other.similarity - one.similarity)
      .slice(0, limit),
  })
  const problems = [
    [
      '/pictures/2019/holiday/IMG_0412.jpg',
      'The file ends in the middle of the picture. Copy it again from the camera or a backup.',
    ],
    ['/pictures/2021/notes.png', 'Not an image: the file holds text.'],
    ['/pictures/scans/“Grandma” 🌼.tiff', 'The file is empty (0 bytes).'],
  ].map(([path, reason], index) => ({
    fileId: index + 1,
    path,
    reason,
    attempts: 2,
    lastTriedAtMs: Date.now() - 60_000 * (index + 1),
  }))
  const folders = total === 0 ? [] : [{ folderId: 1, path: '/pictures', photoCount: total, unavailable: null }]

  const detail = (photoId: number): PhotoDetail => ({
    ...summary(photoId),
    format: 'JPEG',
    dateOrigin: 'taken',
    camera: 'Acme X100',
    lens: null,
    rating: null,
    latitude: null,
    longitude: null,
    editedFrom: null,
    offeredMarkCount: 0,
    damage: null,
    contentHash: photoId.toString(16).padStart(64, '0'),
    files: [{ path: pathOf(photoId), sizeBytes: 2_340_000, modifiedAtMs: Date.now(), state: 'decoded' }],
    tags: [...tags.values()].flatMap((tag) => {
      const run = runs.find(
        (one) => one.tagId === tag.tagId && one.undoneAtMs === null && one.photoIds.includes(photoId),
      )
      const label = tag.labels.get(photoId)?.label ?? null
      if (label === null && run === undefined) return []
      return [{ tagId: tag.tagId, name: tag.name, label, confidence: run ? 0.93 : null, runId: run?.runId ?? null }]
    }),
  })

  const api: PhotoApi = {
    getStatus: async (): Promise<LibraryStatus> => ({
      cataloguePath: '/catalogue',
      folders: [...folders],
      photoCount: total,
      failedCount: total === 0 ? 0 : problems.length,
      goneCount: 0,
      embeddedCount: hasModel ? total : 0,
      activeModel: hasModel ? model : null,
      refinementMissing: parameters.has('training') ? 'There are not enough marks yet.' : null,
      indexing: { ...indexing },
      training: { ...training },
    }),
    addFolder: async ({ path }) => {
      throw new SemblanceError(
        'FOLDER_NOT_FOUND',
        `There is no folder at ${path}. Check the spelling, or connect the drive it is on.`,
      )
    },
    removeFolder: async () => ({ removedPhotoCount: 0 }),
    rescan: () => setIndexing('running'),
    pauseIndexing: () => setIndexing('paused'),
    resumeIndexing: () => setIndexing('running'),
    cancelIndexing: () => setIndexing('cancelled'),
    listPhotos: async ({ offset, limit }) => ({
      total,
      photos: all()
        .slice(offset, offset + limit)
        .map(summary),
    }),
    getPhoto: async ({ photoId }) => detail(photoId),
    takeOverMarks: async ({ photoId }) => detail(photoId),
    findPhotosByPath: async ({ paths: wanted }) => wanted.map((path) => ({ path, photoId: null })),
    getDiagnostics: async () => ({ text: 'Semblance on a made-up machine' }),
    listProblems: async () => ({ total: total === 0 ? 0 : problems.length, problems: total === 0 ? [] : problems }),
    retryProblems: () => setIndexing('running'),
    startTraining: () => setTraining('running'),
    pauseTraining: () => setTraining('paused'),
    resumeTraining: () => setTraining('running'),
    finishTraining: () => setTraining('done'),
    cancelTraining: () => setTraining('cancelled'),
    activateModel: async () => model,
    exportModel: async ({ dir }) => ({ dir, files: [], photoCount: 0 }),
    importModel: async () => model,
    listModels: async () =>
      hasModel ? [model, { ...model, modelVersion: 2, active: false, trainingSeconds: 600 }] : [],
    findSimilar: async ({ photoId, limit }) => similarTo(photoId, limit),
    findSimilarToImage: async ({ limit }) => similarTo(1, limit),
    listTags: async () => [...tags.values()].map(tagSummary),
    createTag: async ({ name }) => {
      const known = [...tags.values()].find((tag) => tag.name.toLowerCase() === name.toLowerCase())
      const tag = known ?? { tagId: nextId++, name, labels: new Map() }
      tags.set(tag.tagId, tag)
      changed('tags')
      return tagSummary(tag)
    },
    renameTag: async ({ tagId, name }) => {
      tagOf(tagId).name = name
      changed('tags')
      return tagSummary(tagOf(tagId))
    },
    deleteTag: async ({ tagId }) => {
      const removedLabelCount = tagOf(tagId).labels.size
      tags.delete(tagId)
      changed('tags')
      return { removedLabelCount }
    },
    setLabels: async ({ tagId, labels }) => {
      const tag = tagOf(tagId)
      for (const { photoId, label } of labels) {
        if (label === null) tag.labels.delete(photoId)
        else tag.labels.set(photoId, { label, atMs: Date.now() })
      }
      changed('tags')
      return tagSummary(tag)
    },
    listLabels: async ({ tagId }) =>
      [...tagOf(tagId).labels].map(([photoId, { label, atMs }]) => ({
        ...summary(photoId),
        label,
        author: 'person' as const,
        labelledAtMs: atMs,
      })),
    rankTag: async ({ tagId, offset, limit }) => {
      const ranked = rank(tagOf(tagId))
      return {
        basis: hasModel ? 'encoder' : 'colour',
        modelVersion: hasModel ? 3 : null,
        total: ranked.length,
        sureCount: ranked.filter(({ band }) => band === 'sure').length,
        askCount: ranked.filter(({ band }) => band === 'ask').length,
        estimatedPrecision: tagOf(tagId).labels.size < 5 ? null : 0.92,
        photos: ranked.slice(offset, offset + limit),
      }
    },
    applyTag: async ({ tagId, minimumConfidence = 0.85 }) => {
      const photoIds = rank(tagOf(tagId))
        .filter(({ confidence }) => confidence > minimumConfidence)
        .map(({ photoId }) => photoId)
      const run = {
        runId: nextId++,
        tagId,
        tagName: tagOf(tagId).name,
        modelVersion: 3,
        scorer: null,
        auditId: null,
        cutoffCount: null,
        estimate: null,
        minimumConfidence,
        taggedCount: photoIds.length,
        createdAtMs: Date.now(),
        undoneAtMs: null,
        photoIds,
      }
      runs.push(run)
      changed('tags')
      return run
    },
    listRuns: async ({ tagId }) =>
      runs.filter((run) => tagId === undefined || run.tagId === tagId).map((run) => ({ ...run })),
    undoRun: async ({ runId }) => {
      const run = runs.find((one) => one.runId === runId)
      if (run === undefined) throw new SemblanceError('NOT_FOUND', 'This run no longer exists.')
      run.undoneAtMs = Date.now()
      changed('tags')
      return { removedCount: run.photoIds.length }
    },
  }
  return {
    api,
    subscribe(event, listener) {
      listeners[event].add(listener)
      return () => void listeners[event].delete(listener)
    },
  }
}
