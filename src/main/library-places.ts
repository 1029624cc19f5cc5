/** What the desktop app keeps of libraries: which were open last, and where each one's window keeps its own. */
import { app } from 'electron'
import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, realpathSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { defaultCatalogueDir } from '../core/default-catalogue.ts'
import { catalogueFile } from '../shared/catalogue-file.ts'

const mostRecent = 8
const recentPath = (): string => join(app.getPath('userData'), 'libraries.json')

export const usualCatalogueDir = (): string => resolve(defaultCatalogueDir())

/** One catalogue by whatever path it is reached. */
export function realDir(dir: string): string {
  try {
    return realpathSync.native(dir)
  } catch {
    return resolve(dir)
  }
}

/** Pages of other libraries keep what they keep (an order, a size) apart, since it may name a photo. */
export function windowOf(catalogueDir: string): { placePath: string; partition: string | null } {
  const isUsual = realDir(catalogueDir) === realDir(usualCatalogueDir())
  const key = createHash('sha256').update(realDir(catalogueDir)).digest('hex').slice(0, 16)
  const name = isUsual ? 'window.json' : `window-${key}.json`
  return { placePath: join(app.getPath('userData'), name), partition: isUsual ? null : `persist:library-${key}` }
}

/** What systems leave in a folder that a person sees as empty. */
const unseen = new Set(['.DS_Store', 'desktop.ini', 'Thumbs.db', '.directory'])

export type FolderHolds = 'library' | 'nothing' | 'other things' | 'no folder'

export function whatIsIn(dir: string): FolderHolds {
  if (existsSync(join(dir, catalogueFile))) return 'library'
  try {
    return readdirSync(dir).every((name) => unseen.has(name)) ? 'nothing' : 'other things'
  } catch {
    return 'no folder'
  }
}

/** Folders of catalogues, the one opened last first. */
export function recentLibraries(): string[] {
  try {
    const kept = JSON.parse(readFileSync(recentPath(), 'utf8')) as unknown
    return Array.isArray(kept) ? kept.filter((dir) => typeof dir === 'string').slice(0, mostRecent) : []
  } catch {
    return []
  }
}

/** What cannot be kept is no reason not to open it. */
export function noteOpened(dir: string): void {
  const recent = [dir, ...recentLibraries().filter((other) => other !== dir)].slice(0, mostRecent)
  try {
    writeFileSync(recentPath(), JSON.stringify(recent))
  } catch (error) {
    console.error(`Recent libraries are not kept: ${(error as Error).message}`)
  }
}
