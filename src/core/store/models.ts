/**
 * Model versions and their memory banks: one row per photo and version, 128 float32 as a BLOB. At most one version is
 * active; publishing swaps it in one transaction. Imports only shared and the store's own tools.
 */
import type { Database } from 'better-sqlite3'
import type { ModelOrigin, ModelScores, ModelSummary } from '../../shared/domain.ts'
import { SemblanceError } from '../../shared/errors.ts'
import { copyBlob, durably, toBlob, toSlice, type RowSlice } from './database.ts'

export type ModelState = 'training' | 'ready' | 'discarded'

export interface ModelRow extends ModelSummary {
  state: ModelState
  seed: number
  recipe: object
  encoderPath: string | null
}

/** The memory bank of a model version. */
export interface Bank {
  photoIds: Int32Array
  /** [N, D], in the order of `photoIds`. */
  embeddings: Float32Array
  embeddingSize: number
}

export interface PublishedModel extends Bank {
  trainingSeconds: number
  imagesPerSecond: number
  encoderPath: string
  /** How it was judged; kept as JSON. */
  scores?: ModelScores
  /** False: it was refused, and the model in use stays. Default true. */
  activate?: boolean
  /** Photos of the library it is made for, where the rows of some come later; default: the rows. */
  photoCount?: number
}

export interface NewModel {
  seed: number
  /** Kept as JSON. */
  recipe: object
  datasetFingerprint?: string | null
  origin?: ModelOrigin
}

interface StoredModel extends Omit<ModelRow, 'recipe' | 'active' | 'refused' | 'backbone' | 'objective' | 'scores'> {
  recipe: string
  scores: string | null
  active: 0 | 1
  refused: 0 | 1
}

const columns = `version AS modelVersion, state, active, seed, recipe, embedding_size AS embeddingSize, photo_count AS photoCount,
  training_seconds AS trainingSeconds, images_per_second AS imagesPerSecond, encoder_path AS encoderPath, created_at_ms AS createdAtMs,
  dataset_fingerprint AS datasetFingerprint, scores, origin, refused`
const defaultEmbeddingSize = 128

function toRow(stored: StoredModel): ModelRow {
  const recipe = JSON.parse(stored.recipe) as Pick<ModelRow, 'backbone' | 'objective'>
  const scores = stored.scores === null ? null : (JSON.parse(stored.scores) as ModelScores)
  return {
    ...stored,
    scores,
    active: stored.active === 1,
    refused: stored.refused === 1,
    recipe,
    backbone: recipe.backbone,
    objective: recipe.objective,
  }
}

function toSummary({
  state: _state,
  seed: _seed,
  recipe: _recipe,
  encoderPath: _path,
  ...summary
}: ModelRow): ModelSummary {
  return summary
}

export type Models = ReturnType<typeof createModels>

export function createModels(db: Database, clock: () => number) {
  const insert = db.prepare<[object], { version: number }>(`
    INSERT INTO model (state, seed, recipe, embedding_size, dataset_fingerprint, origin, created_at_ms)
    VALUES ('training', @seed, @recipe, @embeddingSize, @datasetFingerprint, @origin, @nowMs) RETURNING version`)
  const byVersion = db.prepare<[number], StoredModel>(`SELECT ${columns} FROM model WHERE version = ?`)
  const activeOne = db.prepare<[], StoredModel>(`SELECT ${columns} FROM model WHERE active = 1`)
  const unfinishedOne = db.prepare<[], StoredModel>(
    `SELECT ${columns} FROM model WHERE state = 'training' AND origin <> 'imported' ORDER BY version DESC LIMIT 1`,
  )
  const ready = db.prepare<[], StoredModel>(`SELECT ${columns} FROM model WHERE state = 'ready' ORDER BY version DESC`)
  const deactivate = db.prepare('UPDATE model SET active = 0 WHERE active = 1')
  const finish = db.prepare(`
    UPDATE model SET state = 'ready', active = @active, refused = 1 - @active, photo_count = @photoCount, embedding_size = @embeddingSize,
      -- A run that was finished before its first step is no more than a look.
      origin = CASE WHEN origin = 'trained' AND @trainingSeconds = 0 THEN 'starter' ELSE origin END,
      training_seconds = @trainingSeconds, images_per_second = @imagesPerSecond, encoder_path = @encoderPath, scores = @scores,
      -- It is there from now on, however long its run took.
      created_at_ms = @nowMs
    WHERE version = @modelVersion AND state <> 'discarded'`)
  const activateReady = db.prepare("UPDATE model SET active = 1, refused = 0 WHERE version = ? AND state = 'ready'")
  const discardOne = db.prepare(
    "UPDATE model SET state = 'discarded', active = 0, photo_count = max(photo_count, @photoCount) WHERE version = @modelVersion",
  )
  const lastLearnt = db.prepare<[], { photoCount: number }>(`
    SELECT photo_count AS photoCount FROM model WHERE origin <> 'starter' AND photo_count > 0 ORDER BY version DESC LIMIT 1`)
  const clearBank = db.prepare('DELETE FROM embedding WHERE model_version = ?')
  const insertRow = db.prepare(
    'INSERT INTO embedding (model_version, photo_id, bank_row, embedding) VALUES (?, ?, ?, ?)',
  )
  const nextRow = db.prepare<[number], { next: number }>(
    'SELECT coalesce(max(bank_row), -1) + 1 AS next FROM embedding WHERE model_version = ?',
  )
  const bankOf = db
    .prepare<[number], [number, Uint8Array]>(
      'SELECT photo_id, embedding FROM embedding WHERE model_version = ? ORDER BY bank_row',
    )
    .raw()
  const countOf = db.prepare<[number], { count: number }>(
    'SELECT count(*) AS count FROM embedding WHERE model_version = ?',
  )
  const presentCountOf = db.prepare<[number], { count: number }>(`
    SELECT count(*) AS count FROM embedding e JOIN photo p ON p.id = e.photo_id
    WHERE e.model_version = ? AND p.present_file_count > 0`)
  const presentRows = db
    .prepare<[object], [number, number, Uint8Array]>(
      `
    SELECT e.bank_row, e.photo_id, e.embedding FROM embedding e JOIN photo p ON p.id = e.photo_id
    WHERE e.model_version = @modelVersion AND e.bank_row > @after AND p.present_file_count > 0 AND p.pixel_slot IS NOT NULL
    ORDER BY e.bank_row LIMIT @limit`,
    )
    .raw()
  const missing = db.prepare<[number], { id: number }>(`
    SELECT id FROM photo WHERE present_file_count > 0 AND pixel_slot IS NOT NULL
      AND id NOT IN (SELECT photo_id FROM embedding WHERE model_version = ?) ORDER BY id`)

  const orNull = (stored: StoredModel | undefined): ModelRow | null => (stored ? toRow(stored) : null)

  function writeRows(
    modelVersion: number,
    photoIds: Int32Array,
    embeddings: Float32Array,
    embeddingSize: number,
  ): void {
    if (embeddings.length !== photoIds.length * embeddingSize) {
      throw new Error(`embeddings: expected [${photoIds.length}, ${embeddingSize}], got ${embeddings.length} values`)
    }
    const { next } = nextRow.get(modelVersion)!
    photoIds.forEach((photoId, row) => {
      const embedding = embeddings.subarray(row * embeddingSize, (row + 1) * embeddingSize)
      insertRow.run(modelVersion, photoId, next + row, toBlob(embedding))
    })
  }

  return {
    /** A new version in state 'training'. */
    create: ({ seed, recipe, datasetFingerprint = null, origin = 'trained' }: NewModel): number => {
      const { embeddingSize } = { embeddingSize: defaultEmbeddingSize, ...recipe }
      return durably(
        db,
        () =>
          insert.get({
            seed,
            recipe: JSON.stringify(recipe),
            embeddingSize,
            datasetFingerprint,
            origin,
            nowMs: clock(),
          })!.version,
      )
    },
    /**
     * Writes the bank and makes the version ready, and the only active one: all or nothing. Throws for a discarded
     * version.
     */
    publish: (
      modelVersion: number,
      { photoIds, embeddings, activate = true, scores, photoCount = photoIds.length, ...rest }: PublishedModel,
    ): void =>
      durably(db, () => {
        clearBank.run(modelVersion)
        writeRows(modelVersion, photoIds, embeddings, rest.embeddingSize)
        if (activate) deactivate.run()
        const { changes } = finish.run({
          ...rest,
          scores: scores ? JSON.stringify(scores) : null,
          modelVersion,
          photoCount,
          active: activate ? 1 : 0,
          nowMs: clock(),
        })
        if (changes === 0) throw new Error(`There is no model ${modelVersion} to publish`)
      }),
    /** Makes a finished version the only active one. Throws NOT_FOUND. */
    activate: (modelVersion: number): ModelSummary =>
      durably(db, () => {
        deactivate.run()
        if (activateReady.run(modelVersion).changes === 0) {
          throw new SemblanceError(
            'NOT_FOUND',
            `There is no finished model ${modelVersion}. Older ones are dropped when new ones are made.`,
          )
        }
        return toSummary(toRow(byVersion.get(modelVersion)!))
      }),
    /** Adds rows after the last. */
    addEmbeddings: (
      modelVersion: number,
      photoIds: Int32Array,
      embeddings: Float32Array,
      embeddingSize: number,
    ): void => db.transaction(() => writeRows(modelVersion, photoIds, embeddings, embeddingSize))(),
    /**
     * The version is given up: its bank goes, its row stays; with `photoCount` as a run that came to its end over so
     * many.
     */
    discard: (modelVersion: number, photoCount = 0): void =>
      durably(db, () => {
        clearBank.run(modelVersion)
        discardOne.run({ modelVersion, photoCount })
      }),
    /** How many photos the last finished run or import saw, whatever became of its model; 0 before the first. */
    lastLearntPhotoCount: (): number => lastLearnt.get()?.photoCount ?? 0,
    active: (): ModelRow | null => orNull(activeOne.get()),
    get: (modelVersion: number): ModelRow | null => orNull(byVersion.get(modelVersion)),
    /** The latest run still in state 'training'. */
    unfinished: (): ModelRow | null => orNull(unfinishedOne.get()),
    /** Finished versions, newest first. */
    list: (): ModelSummary[] => ready.all().map((stored) => toSummary(toRow(stored))),
    /** The whole bank in the order of its rows, [N, D]. */
    loadBank: (modelVersion: number): Bank => {
      const embeddingSize = byVersion.get(modelVersion)?.embeddingSize ?? defaultEmbeddingSize
      const { count } = countOf.get(modelVersion)!
      const photoIds = new Int32Array(count)
      const embeddings = new Float32Array(count * embeddingSize)
      let row = 0
      for (const [photoId, blob] of bankOf.iterate(modelVersion)) {
        photoIds[row] = photoId
        copyBlob(blob, embeddings, row * embeddingSize, embeddingSize)
        row++
      }
      return { photoIds, embeddings, embeddingSize }
    },
    /** The next rows of photos that are there, by bank row; `last` is the last one's. */
    presentRows: (
      modelVersion: number,
      embeddingSize: number,
      { after, limit }: { after: number; limit: number },
    ): RowSlice => toSlice(presentRows.all({ modelVersion, after, limit }), embeddingSize),
    /** Present photos with training pixels that the version has not seen, by id. */
    photosWithoutEmbedding: (modelVersion: number): number[] => missing.all(modelVersion).map(({ id }) => id),
    /** Present photos with an embedding; vanished ones keep theirs but do not count. */
    embeddedCount: (modelVersion: number): number => presentCountOf.get(modelVersion)!.count,
  }
}
