/**
 * What cameras write beside a picture under its name: its RAW file, the film of a live photo. They are files of the
 * picture's photo. Told by names alone. Pure.
 */
import { basename, dirname, extname } from 'node:path'
import { formatOfName } from '../imaging/formats.ts'

/** What has companions, the first before the others. */
const pictures = ['JPEG', 'HEIC']

export const isFilm = (path: string): boolean => /\.(mov|mp4)$/i.test(path)
export const isRaw = (path: string): boolean => formatOfName(path)?.name === 'RAW'
/** A RAW file of a photo that is shown by another one. */
export const isRawBeside = (path: string, format: string | null): boolean => isRaw(path) && format !== 'RAW'
const rankOf = (path: string): number => pictures.indexOf(formatOfName(path)?.name ?? '')

/** The same for all files of one photo in a folder. */
export const stemOf = (path: string): string => basename(path, extname(path)).toLowerCase()

/** The same for a picture and what belongs to it. */
export const placeOf = (path: string): string => `${dirname(path)}\n${stemOf(path)}`

/** A film is nothing by itself. */
export const isStray = ({ path, picture }: { path: string; picture: string | null }): boolean =>
  picture === null && isFilm(path)

/** Files of one folder, each with the path of the picture that it belongs to. */
export function withPictures<T extends { path: string }>(files: T[]): (T & { picture: string | null })[] {
  const byStem = new Map<string, string>()
  const shown = files.filter(({ path }) => rankOf(path) >= 0).sort((a, b) => rankOf(a.path) - rankOf(b.path))
  for (const { path } of shown) if (!byStem.has(stemOf(path))) byStem.set(stemOf(path), path)
  const pictureOf = ({ path }: T) => (isRaw(path) || isFilm(path) ? (byStem.get(stemOf(path)) ?? null) : null)
  return files.map((file) => ({ ...file, picture: pictureOf(file) }))
}

/** Whether of these files, in any folders, a RAW file lies beside its picture. */
export function hasPair(paths: string[]): boolean {
  const pictured = new Set(paths.filter((path) => rankOf(path) >= 0).map(placeOf))
  return paths.some((path) => isRaw(path) && pictured.has(placeOf(path)))
}
