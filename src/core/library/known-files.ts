/**
 * What the catalogue knows of a folder's files, and what leaves sight or is back. In slices, so that others get a turn.
 */
import { setImmediate as turn } from 'node:timers/promises'
import type { Catalogue } from '../store/catalogue.ts'
import type { FileRow } from '../store/files.ts'
import type { FolderRow } from '../store/folders.ts'
import { isRaw, placeOf } from './companions.ts'
import { leftOutReason, type Excluded } from './exclusions.ts'

/** Some milliseconds' worth. */
const sliceSize = 250

/** Every file ever seen in the folder, by path. */
export async function* knownSlices({ files }: Catalogue, folder: FolderRow): AsyncGenerator<FileRow[]> {
  for (let after = folder.path; ;) {
    const slice = files.nextInFolder(folder, { after, limit: sliceSize })
    yield slice
    if (slice.length < sliceSize) return
    after = slice.at(-1)!.path
    await turn()
  }
}

/**
 * Nothing was found at these paths: they vanished, or are left out. Returns how many were in sight, and which paths are
 * to be read now: a photo was shown by what is lost, or it lay beside a RAW file.
 */
export async function noteLost(
  { files }: Catalogue,
  folder: string,
  lost: FileRow[],
  excluded: Excluded,
): Promise<{ goneCount: number; isLeft(path: string): boolean }> {
  let goneCount = 0
  const others = new Set<string>()
  const places = new Set<string>()
  for (let from = 0; from < lost.length; from += sliceSize) {
    const slice = lost.slice(from, from + sliceSize)
    goneCount += slice.filter(({ state }) => state !== 'gone').length
    for (const reason of [null, leftOutReason]) {
      const isSo = (file: FileRow) => (excluded(folder, file.path, false) ? leftOutReason : null) === reason
      const news = slice.filter((file) => (file.state !== 'gone' || file.reason !== reason) && isSo(file))
      const fileIds = news.map(({ fileId }) => fileId)
      for (const path of files.markGone(fileIds, reason)) others.add(path)
      for (const { path } of news) places.add(placeOf(path))
    }
    await turn()
  }
  return { goneCount, isLeft: (path) => others.has(path) || (isRaw(path) && places.has(placeOf(path))) }
}

/** After the patterns changed, without a look at the disk, which may not be connected. */
export async function applyExclusions(catalogue: Catalogue, folder: FolderRow, excluded: Excluded): Promise<void> {
  for await (const slice of knownSlices(catalogue, folder)) {
    const isHidden = ({ state, reason }: FileRow) => state === 'gone' && reason === leftOutReason
    const turned = slice.filter(
      (file) =>
        (file.state !== 'gone' || isHidden(file)) &&
        isHidden(file) !== (excluded(folder.path, file.path, false) !== null),
    )
    const [back, hidden] = [turned.filter(isHidden), turned.filter((file) => !isHidden(file))]
    catalogue.files.markGone(
      hidden.map(({ fileId }) => fileId),
      leftOutReason,
    )
    catalogue.files.bringBack(back.map(({ fileId }) => fileId))
  }
}
