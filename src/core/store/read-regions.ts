/**
 * The regions of a model for a thread that goes through them once: a connection of its own, read-only, with as small a
 * cache as SQLite has, since no page is read twice.
 */
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { catalogueFile } from '../../shared/catalogue-file.ts'
import { createRegionBlocks, type RegionBlock } from './region-blocks.ts'

export function* readRegions(catalogueDir: string, modelVersion: number): Iterable<RegionBlock> {
  const db = new Database(join(catalogueDir, catalogueFile), { readonly: true })
  try {
    yield* createRegionBlocks(db).all(modelVersion)
  } finally {
    db.close()
  }
}
