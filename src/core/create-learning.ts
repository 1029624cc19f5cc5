/**
 * Learning as one: runs in the learner process, photos and their regions embedded by the model in use, and both by
 * themselves when they may.
 */
import { join } from 'node:path'
import type { PhotoApi } from '../shared/contract.ts'
import { messageOf } from '../shared/errors.ts'
import type { TrainingStatus } from '../shared/domain.ts'
import type { CoreOptions } from './core.ts'
import type { Emit } from './events.ts'
import { exportModel, importModel } from './exchange/exchange.ts'
import type { Log } from './log/log.ts'
import type { HostMachine } from './machine.ts'
import type { Catalogue } from './store/catalogue.ts'
import { createAutomaticTraining, type AutomaticTraining } from './training/automatic-training.ts'
import { createEmbedder } from './training/embedder.ts'
import { createImageEmbedder } from './training/image-embedder.ts'
import { createLearnerClient } from './training/learner-client.ts'
import { createRegionEmbedder, type RegionEmbedder } from './training/region-embedder.ts'
import { createTrainingRuns } from './training/training-runs.ts'
import { createTraining, type TrainingService } from './training/training.ts'

export interface LearningDependencies {
  catalogue: Catalogue
  catalogueDir: string
  options: Pick<CoreOptions, 'learnerEntry' | 'startProcess' | 'starterPath' | 'trainAutomatically'>
  machine: HostMachine
  emit: Emit
  /** Path of a photo's thumbnail. Rejects where there is none to be had. */
  thumbnailOf(photoId: number): Promise<string>
  log: Log
  /** Another model is in use, or it has seen more photos. */
  onModelChanged(): void
}

export function createLearning(dependencies: LearningDependencies) {
  const { catalogue, catalogueDir, options, machine, emit, thumbnailOf, log, onModelChanged } = dependencies
  const modelsDir = join(catalogueDir, 'models')
  const startsByItself = options.trainAutomatically ?? false
  const onSaid = (text: string) => {
    process.stderr.write(text.endsWith('\n') ? text : `${text}\n`)
    log.write('learner', text)
  }
  const learner = createLearnerClient(options.learnerEntry, { startProcess: options.startProcess, onSaid })
  const runs = createTrainingRuns({
    catalogue,
    pixelsDir: catalogueDir,
    modelsDir,
    starterPath: options.starterPath ?? null,
  })
  const automatic = createAutomaticTraining({
    catalogue,
    runs,
    machine,
    training: () => training,
    isOn: startsByItself,
  })
  const embedder = createEmbedder({
    catalogue,
    pixelsDir: catalogueDir,
    modelDir: runs.modelDir,
    learner,
    onProgress: (progress) => training.showNewPhotos(progress),
    onEmbedded: onModelChanged,
  })
  const regions = createRegionEmbedder({
    catalogue,
    pixelsDir: catalogueDir,
    modelDir: runs.modelDir,
    learner,
    thumbnailOf,
    mayGoOn: (isAsked) =>
      !training.isUnderWay() && !embedder.isUnderWay() && (isAsked || automatic.mayLookCloser(regions.isUnderWay())),
    onProgress: (progress) => training.showRegions(progress),
    onEmbedded: () => emit('changed', { what: 'regions' }),
    onFailed: (error) => log.write('regions', messageOf(error)),
  })
  const training: TrainingService = createTraining({
    catalogue,
    learner,
    runs,
    embedder,
    emit,
    schedule: () => automatic.schedule(),
    mayLook: () => automatic.mayLook(),
    onLooked: () => startsByItself && regions.embedInBackground(),
    onLearnerDied: onSaid,
    onModelChanged,
    onPublished: () => automatic.trainIfNeeded(),
  })

  return {
    embedImage: createImageEmbedder({ catalogue, learner, pixelsDir: catalogueDir, modelsDir }),
    methods: {
      ...trainingMethods(catalogue, training, automatic, regions),
      exportModel: async ({ dir }) => exportModel(catalogue, modelsDir, dir),
      importModel: async ({ path }) => training.adopt(() => importModel(catalogue, modelsDir, path)),
    } satisfies Partial<PhotoApi>,
    status: training.status,
    modelsDir,
    embed: embedder.embed,
    embedInBackground: training.embedInBackground,
    regions,
    /** Photos were read that no model has seen. */
    photosCame: (): void => {
      training.embedInBackground()
      automatic.trainIfNeeded()
    },
    close: async (): Promise<void> => {
      automatic.close()
      await Promise.all([regions.close(), training.close()])
    },
  }
}

function trainingMethods(
  catalogue: Catalogue,
  training: TrainingService,
  automatic: AutomaticTraining,
  regions: RegionEmbedder,
) {
  const byPerson = async (work: () => TrainingStatus): Promise<TrainingStatus> => {
    automatic.letGo()
    return work()
  }
  return {
    startTraining: (args) => byPerson(() => training.start(args)),
    pauseTraining: () => byPerson(() => (regions.pause(), training.pause())),
    resumeTraining: () => byPerson(() => (regions.resume(), training.resume())),
    finishTraining: () => byPerson(training.finish),
    cancelTraining: () => byPerson(training.cancel),
    setLearnTime: async ({ when }) => {
      automatic.setTime(when)
      return training.status()
    },
    listModels: async () => catalogue.models.list(),
    activateModel: async ({ modelVersion }) => training.activate(modelVersion),
  } satisfies Partial<PhotoApi>
}
