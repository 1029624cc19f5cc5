/**
 * Runs as the catalogue and the disk keep them: one folder per model version with the photos, recipe and options of its
 * run, so that a run cut short can go on as it was.
 */
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { TrainingOptions } from '../../shared/domain.ts'
import { SemblanceError } from '../../shared/errors.ts'
import { resolveRecipe, type TrainingRecipe } from '../learning/recipe.ts'
import type { Catalogue } from '../store/catalogue.ts'
import { encoderPath, loadEncoder } from './checkpoint.ts'
import { labelExamples, type LabelExamples } from './label-examples.ts'
import type { Refinement, RunPhotos, TrainingRun } from './learner-protocol.ts'

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
}

interface StoredRun {
  photos: Record<keyof RunPhotos, number[]>
  recipe: TrainingRecipe
  options: TrainingOptions
  refinement?: Refinement
  examples?: LabelExamples
}

export type TrainingRuns = ReturnType<typeof createTrainingRuns>

const fewestPhotos = 2

export function createTrainingRuns({ catalogue, pixelsDir, modelsDir, starterPath }: TrainingRunsDependencies) {
  const modelDir = (version: number) => join(modelsDir, String(version))
  const runPath = (version: number) => join(modelDir(version), 'run.json')

  /** The version of an unfinished run with the same options, else of a new one. Throws NOT_ENOUGH_PHOTOS, NOT_ENOUGH_LABELS. */
  const open = (options: TrainingOptions): number => resumable(options) ?? create(options)

  /** An unfinished run with other options is dropped. */
  function resumable(options: TrainingOptions): number | null {
    const unfinished = catalogue.models.unfinished()
    if (!unfinished) return null
    const { options: before } = unfinished.recipe as { options?: TrainingOptions }
    const same = JSON.stringify(sorted(before ?? {})) === JSON.stringify(sorted(options))
    if (same && existsSync(runPath(unfinished.modelVersion))) return unfinished.modelVersion
    drop(unfinished.modelVersion)
    return null
  }

  function create(options: TrainingOptions): number {
    const photos = catalogue.photos.pixelSlots()
    const count = photos.photoIds.length
    if (count < fewestPhotos) {
      throw new SemblanceError('NOT_ENOUGH_PHOTOS', `Learning takes at least ${fewestPhotos} photos and the library has ${count}. Add a folder with more.`)
    }
    if (options.minutes === 0 && !starterPath) {
      throw new SemblanceError('INVALID_ARGUMENT', 'There is no starter encoder to look with: learn for more than 0 minutes.')
    }
    const parts = options.refine ? refinementOf(photos.photoIds) : { recipe: resolveRecipe(options, count) }
    const { recipe } = parts
    const version = catalogue.models.create({ seed: recipe.seed, recipe: { ...recipe, options }, datasetFingerprint: fingerprint(catalogue, photos.photoIds) })
    const stored: StoredRun = { photos: plainPhotos(photos), options, ...parts }
    mkdirSync(modelDir(version), { recursive: true })
    writeFileSync(runPath(version), JSON.stringify(stored))
    return version
  }

  /** Fine-tuning goes on from the model in use, and keeps its recipe. Throws NOT_FOUND without one, NOT_ENOUGH_LABELS. */
  function refinementOf(photoIds: Int32Array) {
    const model = catalogue.models.active()
    if (!model) throw new SemblanceError('NOT_FOUND', 'There is no model to refine yet. Learn first.')
    const examples = labelExamples(catalogue, photoIds)
    const path = encoderPath(modelDir(model.modelVersion))
    const rowOf = new Map(Array.from(photoIds, (photoId, row) => [photoId, row]))
    const trained = [...examples.photoIds.keys()].filter((i) => !examples.asked[i])
    const refinement: Refinement = { encoderPath: path, rows: trained.map((i) => rowOf.get(examples.photoIds[i])!), classes: trained.map((i) => examples.classes[i]) }
    return { recipe: loadEncoder(path).recipe, refinement, examples }
  }

  function read(version: number): KeptRun {
    const { photos, recipe, options, refinement, examples } = JSON.parse(readFileSync(runPath(version), 'utf8')) as StoredRun
    return {
      modelDir: modelDir(version),
      pixelsDir,
      photos: typedPhotos(photos),
      recipe,
      starterPath,
      refinement,
      examples: examples ?? null,
      budget: { minutes: options.minutes, epochs: options.epochs },
      engine: options.engine ?? 'auto',
      device: options.device ?? 'auto',
    }
  }

  function drop(version: number): void {
    catalogue.models.discard(version)
    rmSync(modelDir(version), { recursive: true, force: true })
  }

  return { open, read, drop, modelDir }
}

/** The same for the same photos, whatever their names and places. */
function fingerprint(catalogue: Catalogue, photoIds: Int32Array): string {
  const hash = createHash('sha256')
  for (const contentHash of catalogue.photos.contentHashes(photoIds).sort()) hash.update(contentHash)
  return hash.digest('hex')
}

function sorted(options: TrainingOptions): [string, unknown][] {
  return Object.entries(options).filter(([, value]) => value !== undefined).sort(([a], [b]) => (a < b ? -1 : 1))
}

function plainPhotos(photos: RunPhotos): Record<keyof RunPhotos, number[]> {
  const { photoIds, slots, widths, heights } = photos
  return { photoIds: [...photoIds], slots: [...slots], widths: [...widths], heights: [...heights] }
}

function typedPhotos({ photoIds, slots, widths, heights }: Record<keyof RunPhotos, number[]>): RunPhotos {
  return { photoIds: Int32Array.from(photoIds), slots: Int32Array.from(slots), widths: Int32Array.from(widths), heights: Int32Array.from(heights) }
}
