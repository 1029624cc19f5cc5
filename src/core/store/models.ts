/**
 * Model versions and their memory banks (`bank.ts`). At most one version is active; publishing swaps it in
 * one transaction. Imports only shared and the store's own tools.
 */
import type { Database } from 'better-sqlite3'
import type { ModelOrigin, ModelScores, ModelSummary } from '../../shared/domain.ts'
import { SemblanceError } from '../../shared/errors.ts'
import { createBank } from './bank.ts'
import { durably } from './database.ts'
import type { Rows } from './embedding-blocks.ts'

export type ModelState = 'training' | 'ready' | 'discarded'

export interface ModelRow extends ModelSummary {
  state: ModelState
  seed: number
  recipe: object
  encoderPath: string | null
  /** Null for models of older versions. */
  space: EmbeddingSpace | null
}

/** What the numbers of an embedding mean: only those of one space may be compared. */
export interface EmbeddingSpace {
  /** What made them: a name, or a hash of the weights. */
  encoder: string
  /** What was done to them afterwards. */
  transform: string
  /** D. */
  size: number
}

/** Without rows: those that were added before (`clearEmbeddings`, then `addEmbeddings` slice by slice). */
export interface PublishedModel extends Partial<Rows> {
  embeddingSize: number
  trainingSeconds: number
  imagesPerSecond: number
  encoderPath: string
  /** How often learning saw each photo; default: not known. */
  visitCount?: number | null
  /** How it was judged; kept as JSON. */
  scores?: ModelScores
  space?: EmbeddingSpace
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

interface StoredModel extends Omit<
  ModelRow,
  'recipe' | 'active' | 'refused' | 'backbone' | 'objective' | 'scores' | 'space'
> {
  recipe: string
  scores: string | null
  space: string | null
  active: 0 | 1
  refused: 0 | 1
}

const columns = `version AS modelVersion, state, active, seed, recipe, embedding_size AS embeddingSize, photo_count AS photoCount,
  training_seconds AS trainingSeconds, images_per_second AS imagesPerSecond, encoder_path AS encoderPath, created_at_ms AS createdAtMs,
  dataset_fingerprint AS datasetFingerprint, scores, origin, refused, space, visit_count AS visitCount`
const defaultEmbeddingSize = 128
const nextUse = '(SELECT 1 + max(use_number) FROM model)'

function toRow(stored: StoredModel): ModelRow {
  const recipe = JSON.parse(stored.recipe) as Pick<ModelRow, 'backbone' | 'objective'>
  const scores = stored.scores === null ? null : (JSON.parse(stored.scores) as ModelScores)
  return {
    ...stored,
    scores,
    space: stored.space === null ? null : (JSON.parse(stored.space) as EmbeddingSpace),
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
  space: _space,
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
      training_seconds = @trainingSeconds, images_per_second = @imagesPerSecond, encoder_path = @encoderPath, scores = @scores, space = @space,
      visit_count = @visitCount, use_number = CASE @active WHEN 1 THEN ${nextUse} ELSE 0 END,
      -- It is there from now on, however long its run took.
      created_at_ms = @nowMs
    WHERE version = @modelVersion AND state <> 'discarded'`)
  const activateReady = db.prepare(
    `UPDATE model SET active = 1, refused = 0, use_number = ${nextUse} WHERE version = ? AND state = 'ready'`,
  )
  const beforeOne = db.prepare<[], StoredModel>(`
    SELECT ${columns} FROM model WHERE state = 'ready' AND active = 0 AND refused = 0 ORDER BY use_number DESC LIMIT 1`)
  const discardOne = db.prepare(
    "UPDATE model SET state = 'discarded', active = 0, photo_count = max(photo_count, @photoCount) WHERE version = @modelVersion",
  )
  const lastLearnt = db.prepare<[], { photoCount: number }>(`
    SELECT photo_count AS photoCount FROM model WHERE origin <> 'starter' AND photo_count > 0 ORDER BY version DESC LIMIT 1`)
  const bank = createBank(db, (version) => byVersion.get(version)?.embeddingSize ?? defaultEmbeddingSize)
  const orNull = (stored: StoredModel | undefined): ModelRow | null => (stored ? toRow(stored) : null)

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
      { photoIds, embeddings, activate = true, scores, space, photoCount, ...rest }: PublishedModel,
    ): void =>
      durably(db, () => {
        if (photoIds && embeddings) {
          bank.clearEmbeddings(modelVersion)
          bank.addEmbeddings(modelVersion, photoIds, embeddings, rest.embeddingSize)
        }
        if (activate) deactivate.run()
        const { changes } = finish.run({
          ...rest,
          scores: scores ? JSON.stringify(scores) : null,
          space: space ? JSON.stringify(space) : null,
          modelVersion,
          visitCount: rest.visitCount ?? null,
          photoCount: photoCount ?? bank.rowCount(modelVersion),
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
    /**
     * The version is given up: its bank goes, its row stays; with `photoCount` as a run that came to its end over so
     * many.
     */
    discard: (modelVersion: number, photoCount = 0): void =>
      durably(db, () => {
        bank.clearEmbeddings(modelVersion)
        discardOne.run({ modelVersion, photoCount })
      }),
    /** How many photos the last finished run or import saw, whatever became of its model; 0 before the first. */
    lastLearntPhotoCount: (): number => lastLearnt.get()?.photoCount ?? 0,
    active: (): ModelRow | null => orNull(activeOne.get()),
    /** The one that was in use before the active one, of those that are kept. */
    before: (): ModelRow | null => orNull(beforeOne.get()),
    get: (modelVersion: number): ModelRow | null => orNull(byVersion.get(modelVersion)),
    /** The latest run still in state 'training'. */
    unfinished: (): ModelRow | null => orNull(unfinishedOne.get()),
    /** Finished versions, newest first. */
    list: (): ModelSummary[] => ready.all().map((stored) => toSummary(toRow(stored))),
    ...bank,
  }
}
