/**
 * The catalogue's migrations in order: number n brings user_version from n - 1 to n.
 * Frozen: `migrate.test.ts` holds a checksum of each. Imports only the migrations and better-sqlite3's types.
 */
import type { Database } from 'better-sqlite3'
import { firstSchema } from './001-first-schema.ts'
import { modelScores } from './002-model-scores.ts'
import { modelOrigin } from './003-model-origin.ts'
import { picturesAndPlaces } from './004-pictures-and-places.ts'
import { exclusions } from './005-exclusions.ts'
import { askedAndPutAside } from './007-asked-and-put-aside.ts'
import { choices } from './008-choices.ts'
import { savedSearches } from './009-saved-searches.ts'
import { duplicates } from './010-duplicates.ts'
import { settings } from './011-settings.ts'
import { regions } from './012-regions.ts'
import { turnedRuns } from './013-turned-runs.ts'
import { modelsInUse } from './014-models-in-use.ts'
import { historyAuditsBlocks, moveEmbeddingsAndNames } from './006-history-audits-blocks.ts'

export interface Migration {
  version: number
  /** Why it exists, in words. */
  reason: string
  sql: string
  /** What SQL alone cannot do; after `sql`, in the same transaction. */
  run?(db: Database): void
}

export const migrations: readonly Migration[] = [
  { version: 1, reason: 'Photos by content, files, models, memory bank, labels and machine tags', sql: firstSchema },
  { version: 2, reason: 'What a model was made from, and its scores', sql: modelScores },
  { version: 3, reason: 'How a model came about, and whether its check refused it', sql: modelOrigin },
  { version: 4, reason: 'A photo is its picture, not the bytes of its file', sql: picturesAndPlaces },
  { version: 5, reason: 'What a person leaves out of the library', sql: exclusions },
  {
    version: 6,
    reason: 'Embeddings in blocks, what a person did, audits, where machine tags come from, tags within tags',
    sql: historyAuditsBlocks,
    run: moveEmbeddingsAndNames,
  },
  { version: 7, reason: 'What a mark answers, and groups of photos that are to have no name', sql: askedAndPutAside },
  { version: 8, reason: 'Favourites, stars and photos that a person keeps out', sql: choices },
  { version: 9, reason: 'Searches that a person gave a name', sql: savedSearches },
  { version: 10, reason: 'Near-duplicates as last found, and what a person said of them', sql: duplicates },
  { version: 11, reason: 'Settings of the library, and how often learning saw each photo', sql: settings },
  { version: 12, reason: 'Regions of photos as a model sees them', sql: regions },
  { version: 13, reason: 'Which machine tag stands is found some photos at a time', sql: turnedRuns },
  { version: 14, reason: 'The order in which models were in use', sql: modelsInUse },
]
