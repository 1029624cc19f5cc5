/** Settings of the library, each a JSON value by its key. Imports only shared and the store's own tools. */
import type { Database } from 'better-sqlite3'
import { learnTimes, similarityLevels, type LearnTime, type SimilarityLevel } from '../../shared/domain.ts'
import { durably } from './database.ts'

/** What is set, and how: a newer version may have written what this one does not know. */
const readers = {
  learnTime: (value: unknown): LearnTime | null => learnTimes.find((each) => each === value) ?? null,
  /** Photos by which models are compared. */
  comparedPhotos: (value: unknown): number[] | null =>
    Array.isArray(value) && value.every(Number.isInteger) ? (value as number[]) : null,
  /** By which similarities are told in words, of a model and so many photos. */
  levelCutoffs: (value: unknown): KeptCutoffs | null => {
    const { modelVersion, photoCount, cutoffs } = (value ?? {}) as Partial<KeptCutoffs>
    const numbers = [modelVersion, photoCount, ...similarityLevels.map((level) => cutoffs?.[level])]
    return numbers.every(Number.isFinite) ? (value as KeptCutoffs) : null
  },
}

export interface KeptCutoffs {
  modelVersion: number
  photoCount: number
  /** The least similarity that reaches each. */
  cutoffs: Record<SimilarityLevel, number>
}

type Key = keyof typeof readers
type Value<K extends Key> = NonNullable<ReturnType<(typeof readers)[K]>>

export type Settings = ReturnType<typeof createSettings>

export function createSettings(db: Database) {
  const read = db.prepare<[string], string>('SELECT value FROM setting WHERE key = ?').pluck()
  const write = db.prepare(`
    INSERT INTO setting (key, value) VALUES (?, ?) ON CONFLICT DO UPDATE SET value = excluded.value`)

  return {
    /** Null where it was never set. */
    get: <K extends Key>(key: K): Value<K> | null => {
      const stored = read.get(key)
      return stored === undefined ? null : (readers[key](JSON.parse(stored)) as Value<K> | null)
    },
    set: <K extends Key>(key: K, value: Value<K>): void =>
      durably(db, () => void write.run(key, JSON.stringify(value))),
  }
}
