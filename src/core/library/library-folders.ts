/** The library's folders: added, taken out, merged where they nest, forgotten where they have moved. */
import { setImmediate as turn } from 'node:timers/promises'
import { SemblanceError } from '../../shared/errors.ts'
import type { Catalogue } from '../store/catalogue.ts'
import type { Excluded } from './exclusions.ts'
import { checkFolder, isCovered, isInside, notThere } from './folders.ts'
import { typedFolder } from './typed-folder.ts'

/** Rows written at a time where there may be very many. */
const sliceSize = 125

export type LibraryFolders = ReturnType<typeof createLibraryFolders>

export function createLibraryFolders({ folders, files, photos }: Catalogue, excluded: Excluded) {
  /** That a person took out: what is still being read of them is not kept. */
  const removed = new Set<number>()
  /** Since the last walk: another folder may have become this one. */
  const added = new Set<number>()

  /** The folder's id, or that of the one it lies in. Throws FOLDER_NOT_FOUND and its like. */
  async function add(path: string): Promise<number> {
    const folder = typedFolder(path)
    await checkFolder(folder)
    const known = folders.rows()
    const inside = await Promise.all(known.map((each) => isCovered(each.path, folder, excluded)))
    const outer = known.find((_, i) => inside[i])
    const folderId = outer?.folderId ?? folders.add(folder).folderId
    if (!outer) added.add(folderId)
    removed.delete(folderId)
    return folderId
  }

  /** Out of sight at once; `forget` lets go of its files. Throws NOT_FOUND. */
  function remove(folderId: number): { forget(): Promise<{ removedPhotoCount: number }> } {
    if (!folders.rows().some((each) => each.folderId === folderId))
      throw new SemblanceError('NOT_FOUND', `There is no folder ${folderId} in the library.`)
    const before = photos.count()
    removed.add(folderId)
    folders.remove(folderId)
    const forget = async () => {
      await letGo(folderId)
      return { removedPhotoCount: before - photos.count() }
    }
    return { forget }
  }

  /** All files of a folder are gone from it, in slices. */
  async function letGo(folderId: number): Promise<void> {
    while (files.someGone(folderId, sliceSize) > 0) await turn()
  }

  /** A folder that lies in another one of the library is none of its own: each file is read by one. */
  async function mergeNested(): Promise<void> {
    const rows = folders.rows()
    for (const outer of rows) {
      for (const inner of rows) {
        const isNested = inner.folderId !== outer.folderId && (await isCovered(outer.path, inner.path, excluded))
        if (isNested) await merge(inner, outer)
      }
    }
  }

  async function merge(inner: FolderRow, outer: FolderRow): Promise<void> {
    // Through a link the same files have other paths there, and are found by them.
    if (!isInside(outer.path, inner.path)) await letGo(inner.folderId)
    while (folders.someTo(inner.folderId, outer.folderId, sliceSize) > 0) await turn()
    folders.remove(inner.folderId)
  }

  /** A folder that is not there any more, and all of whose photos are in one that was just added, has become that. */
  async function forgetMoved(): Promise<void> {
    for (const { folderId, unavailable } of folders.rows()) {
      if (unavailable !== notThere || !(await isInOneAdded(folderId))) continue
      folders.remove(folderId)
      await letGo(folderId)
    }
    added.clear()
  }

  async function isInOneAdded(folderId: number): Promise<boolean> {
    for (const other of added) if (await isWhollyIn(folderId, other)) return true
    return false
  }

  /** Whether a folder held photos, and every one is in the other folder, too. */
  async function isWhollyIn(folderId: number, other: number): Promise<boolean> {
    if (!folders.hasPhotos(folderId) || folders.hasUnread(folderId)) return false
    for (const state of ['found', 'decoded'] as const) {
      for (let after: number | null = 0; after !== null;) {
        const { lastId, areIn } = folders.somePhotos({ folderId, state, after, limit: sliceSize, other })
        if (areIn === 0) return false
        after = lastId
        await turn()
      }
    }
    return true
  }

  return { add, remove, isRemoved: (folderId: number) => removed.has(folderId), mergeNested, forgetMoved }
}

type FolderRow = ReturnType<Catalogue['folders']['rows']>[number]
