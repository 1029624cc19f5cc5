/**
 * Runs as the catalogue and the disk keep them: one folder per model version with the photos, recipe and options of its
 * run, so that a run cut short can go on as it was.
 */
import { createHash } from 'node:crypto'
import { existsSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import type { ModelOrigin, TrainingOptions, UnfinishedRun } from '../../shared/domain.ts'
import { SemblanceError } from '../../shared/errors.ts'
import { resolveRecipe } from '../learning/recipe.ts'
import type { Catalogue } from '../store/catalogue.ts'
import { translateError } from '../store/errors.ts'
import { encoderPath, hasCheckpoint, loadEncoderInUse } from '../learner/checkpoint.ts'
import { labelExamples, missingForRefining, type LabelExamples } from './label-examples.ts'
import { defaultMinutes, type Refinement, type TrainingRun } from '../learner/protocol.ts'
import { readStoredRun, writeStoredRun, type StoredRun } from './stored-run.ts'

export interface TrainingRunsDependencies {
  catalogue: Catalogue
  /** Folder of the pixel store. */
  pixelsDir: string
  /** Each model version has a folder in it. */
  modelsDir: string
  /** The encoder that ships with the app; null where there is none. */
  starterPath: string | null
}

/** A run with what judging its model takes. */
export interface KeptRun extends TrainingRun {
  /** The labels of a refinement. */
  examples: LabelExamples | null
  /** The model in use when the run began, whose encoder is `encoderInUse`. */
  comparedWith?: number
}

export type TrainingRuns = ReturnType<typeof createTrainingRuns>

const fewestPhotos = 2

export function createTrainingRuns({ catalogue, pixelsDir, modelsDir, starterPath }: TrainingRunsDependencies) {
  let lastRead: { modelVersion: number; stored: StoredRun | null } | null = null
  const hasStarter = starterPath !== null && existsSync(starterPath)
  const modelDir = (version: number) => join(modelsDir, String(version))

  /**
   * An unfinished run with the same options, else a new one. Throws NOT_ENOUGH_PHOTOS, NOT_ENOUGH_LABELS, DISK_FULL.
   */
  function open(options: TrainingOptions): { version: number; run: KeptRun } {
    const version = resumable(options) ?? create(options)
    return { version, run: toRun(version, readStoredRun(modelDir(version))!) }
  }

  /** Without a checkpoint there is nothing to go on from, and a new run has today's photos. */
  function resumable(options: TrainingOptions): number | null {
    const version = catalogue.models.unfinished()?.modelVersion
    if (version === undefined || !hasBegun(version)) return null
    const stored = readStoredRun(modelDir(version))
    return stored && comesTo(options, stored) === comesTo(stored.options, stored) ? version : null
  }

  /** An unfinished run is dropped once the new one is on disk. */
  function create(options: TrainingOptions): number {
    const photos = catalogue.photos.pixelSlots()
    const count = photos.photoIds.length
    if (count < fewestPhotos) {
      throw new SemblanceError(
        'NOT_ENOUGH_PHOTOS',
        `Learning takes at least ${fewestPhotos} photos and the library has ${count}. Add a folder with more.`,
      )
    }
    if (options.minutes === 0 && !hasStarter) {
      throw new SemblanceError(
        'INVALID_ARGUMENT',
        'There is no starter encoder to look with: learn for more than 0 minutes.',
      )
    }
    const parts = options.refine ? refinementOf(photos.photoIds) : { recipe: resolveRecipe(options, count) }
    const { recipe } = parts
    const before = catalogue.models.unfinished()
    const version = catalogue.models.create({
      seed: recipe.seed,
      recipe: { ...recipe, options },
      datasetFingerprint: fingerprint(catalogue, photos.photoIds),
      origin: originOf(options),
    })
    write(version, { photos, options, ...parts })
    if (before) drop(before.modelVersion)
    return version
  }

  /** A run without its file could not be started. */
  function write(version: number, stored: StoredRun): void {
    try {
      writeStoredRun(modelDir(version), stored)
    } catch (error) {
      drop(version)
      throw translateError(error, catalogue.dir)
    }
  }

  /**
   * Fine-tuning goes on from the model in use, and keeps its recipe. Throws NOT_FOUND without one, NOT_ENOUGH_LABELS.
   */
  function refinementOf(photoIds: Int32Array) {
    const model = catalogue.models.active()
    if (!model) throw new SemblanceError('NOT_FOUND', 'There is no model to refine yet. Learn first.')
    const path = encoderPath(modelDir(model.modelVersion))
    const rowOf = new Map(Array.from(photoIds, (photoId, row) => [photoId, row]))
    const examples = labelExamples(catalogue, (photoId) => rowOf.has(photoId))
    const trained = [...examples.photoIds.keys()].filter((i) => !examples.asked[i])
    const refinement: Refinement = {
      encoderPath: path,
      rows: trained.map((i) => rowOf.get(examples.photoIds[i])!),
      classes: trained.map((i) => examples.classes[i]),
    }
    return { recipe: loadEncoderInUse(path).recipe, refinement, examples }
  }

  function toRun(version: number, { photos, recipe, options, refinement, examples }: StoredRun): KeptRun {
    const inUse = catalogue.models.active()?.modelVersion
    return {
      modelDir: modelDir(version),
      pixelsDir,
      photos,
      recipe,
      starterPath: hasStarter ? starterPath : null,
      encoderInUse: inUse === undefined ? null : encoderPath(modelDir(inUse)),
      comparedWith: inUse,
      refinement,
      examples: examples ?? null,
      budget: { minutes: options.minutes, epochs: options.epochs },
      engine: options.engine ?? 'auto',
      device: options.device ?? 'auto',
    }
  }

  /** Refining starts over, and there is nothing to start it with where marks were taken back since. */
  function unfinishedOptions(): TrainingOptions | null {
    const { options } = (catalogue.models.unfinished()?.recipe ?? {}) as { options?: TrainingOptions }
    return options && !(options.refine && missingForRefining(catalogue)) ? options : null
  }

  /** Only where there is a checkpoint to go on from. Read once: it is asked for with every status. */
  function unfinished(): UnfinishedRun | null {
    const modelVersion = catalogue.models.unfinished()?.modelVersion
    if (modelVersion === undefined || !hasBegun(modelVersion)) return null
    if (lastRead?.modelVersion !== modelVersion)
      lastRead = { modelVersion, stored: readStoredRun(modelDir(modelVersion)) }
    const { stored } = lastRead
    return stored && { modelVersion, options: stored.options, photoCount: stored.photos.photoIds.length }
  }

  /** Whether there is a checkpoint to go on from. */
  const hasBegun = (version: number) => hasCheckpoint(modelDir(version))

  /** `photoCount` of a run that came to its end over so many, without a model. */
  function drop(version: number, photoCount?: number): void {
    catalogue.models.discard(version, photoCount)
    rmSync(modelDir(version), { recursive: true, force: true })
  }

  return { open, drop, hasBegun, hasStarter, modelDir, unfinished, unfinishedOptions }
}

/** The same for the same photos, whatever their names and places. */
function fingerprint(catalogue: Catalogue, photoIds: Int32Array): string {
  const hash = createHash('sha256')
  for (const contentHash of catalogue.photos.contentHashes(photoIds).sort()) hash.update(contentHash)
  return hash.digest('hex')
}

/** Two runs of one library with the same of this are the same run, however much of it was left to the defaults. */
function comesTo(options: TrainingOptions, { photos }: StoredRun): string {
  const { engine = 'auto', device = 'auto', refine = false, epochs, minutes = defaultMinutes } = options
  const budget = epochs === undefined ? { minutes } : { epochs }
  return JSON.stringify(
    refine
      ? { refine, engine, device }
      : { engine, device, budget, recipe: resolveRecipe(options, photos.photoIds.length) },
  )
}

function originOf({ refine, minutes }: TrainingOptions): ModelOrigin {
  if (refine) return 'refined'
  return minutes === 0 ? 'starter' : 'trained'
}
