/**
 * A run's photos, recipe and options on disk (run.json), whole or not at all, so that a run cut short goes on as it
 * was.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { TrainingOptions } from '../../shared/domain.ts'
import type { TrainingRecipe } from '../learning/recipe.ts'
import type { LabelExamples } from './label-examples.ts'
import type { Refinement, RunPhotos } from '../learner/protocol.ts'
import { whole } from '../tools/write-whole.ts'

export interface StoredRun {
  photos: RunPhotos
  recipe: TrainingRecipe
  options: TrainingOptions
  refinement?: Refinement
  examples?: LabelExamples
}

type PlainPhotos = Record<keyof RunPhotos, number[]>

const runPath = (modelDir: string) => join(modelDir, 'run.json')

export function writeStoredRun(modelDir: string, { photos, ...rest }: StoredRun): void {
  const text = JSON.stringify({ photos: plainPhotos(photos), ...rest })
  mkdirSync(modelDir, { recursive: true })
  whole(runPath(modelDir), (temporary) => writeFileSync(temporary, text, { flush: true }))
}

/** Null where the file is missing, cut short or not of a run. */
export function readStoredRun(modelDir: string): StoredRun | null {
  try {
    const { photos, ...rest } = JSON.parse(readFileSync(runPath(modelDir), 'utf8')) as Omit<StoredRun, 'photos'> & {
      photos: PlainPhotos
    }
    return rest.recipe && rest.options ? { photos: typedPhotos(photos), ...rest } : null
  } catch {
    return null
  }
}

function plainPhotos({ photoIds, slots, widths, heights }: RunPhotos): PlainPhotos {
  return { photoIds: [...photoIds], slots: [...slots], widths: [...widths], heights: [...heights] }
}

function typedPhotos({ photoIds, slots, widths, heights }: PlainPhotos): RunPhotos {
  return {
    photoIds: Int32Array.from(photoIds),
    slots: Int32Array.from(slots),
    widths: Int32Array.from(widths),
    heights: Int32Array.from(heights),
  }
}
