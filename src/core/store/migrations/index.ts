/**
 * The catalogue's migrations in order: number n brings user_version from n - 1 to n.
 * Frozen: `migrations.test.ts` holds a checksum of each. Imports only the migrations.
 */
import { firstSchema } from './001-first-schema.ts'
import { modelScores } from './002-model-scores.ts'
import { modelOrigin } from './003-model-origin.ts'
import { picturesAndPlaces } from './004-pictures-and-places.ts'
import { exclusions } from './005-exclusions.ts'

export interface Migration {
  version: number
  /** Why it exists, in words. */
  reason: string
  sql: string
}

export const migrations: readonly Migration[] = [
  { version: 1, reason: 'Photos by content, files, models, memory bank, labels and machine tags', sql: firstSchema },
  { version: 2, reason: 'What a model was made from, and its scores', sql: modelScores },
  { version: 3, reason: 'How a model came about, and whether its check refused it', sql: modelOrigin },
  { version: 4, reason: 'A photo is its picture, not the bytes of its file', sql: picturesAndPlaces },
  { version: 5, reason: 'What a person leaves out of the library', sql: exclusions },
]
