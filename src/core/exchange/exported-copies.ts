/** Copies of photos in a folder of a person's choice. Originals are only read; nothing that is there is replaced. */
import { createHash } from 'node:crypto'
import * as fs from 'node:fs'
import { copyFile, open, stat, utimes } from 'node:fs/promises'
import { basename, extname, join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import type { PhotoApi } from '../../shared/contract.ts'
import type { FileProblem } from '../../shared/exchange.ts'
import { isDiskFull, noRoom, SemblanceError } from '../../shared/errors.ts'
import { fsPath } from '../library/file-names.ts'
import { checkFolder } from '../library/folders.ts'
import { pathsOf } from '../library/paths.ts'
import { typedFolder } from '../library/typed-folder.ts'
import type { Catalogue } from '../store/catalogue.ts'
import { removeTemporary, takeNewPlace, temporaryBeside } from './temporary-file.ts'

/** Throws FOLDER_NOT_FOUND and its like, INVALID_ARGUMENT for a folder that cannot be written to, DISK_FULL. */
export async function exportCopies(
  catalogue: Pick<Catalogue, 'photos'>,
  { photoIds, folder }: Parameters<PhotoApi['exportCopies']>[0],
): ReturnType<PhotoApi['exportCopies']> {
  const dir = typedFolder(folder)
  await checkFolder(dir)
  await checkWritable(dir)
  const problems: FileProblem[] = []
  let copiedCount = 0
  for (const { path } of pathsOf(catalogue, [...new Set(photoIds)])) {
    const reason = await whyNotCopied(path, dir)
    if (reason === null) copiedCount++
    else problems.push({ path, reason })
  }
  return { folder: dir, copiedCount, problems }
}

/** By writing: rights alone do not tell of a disk that is read-only. */
async function checkWritable(dir: string): Promise<void> {
  const probe = temporaryBeside(join(dir, 'a'))
  try {
    await (await open(fsPath(probe), 'wx')).close()
    removeTemporary(probe)
  } catch {
    throw new SemblanceError('INVALID_ARGUMENT', `${dir} cannot be written to. Allow it, or choose another folder.`)
  }
}

/** In words; null where it was. Throws DISK_FULL: the next ones would not be either. */
async function whyNotCopied(path: string, dir: string): Promise<string | null> {
  try {
    await copyInto(path, dir)
    return null
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    const full = noRoom(error, dir)
    // A smaller one may fit.
    if (isDiskFull(error)) throw new SemblanceError('DISK_FULL', `${full} and export again.`)
    if (full !== null) return `${full} for it.`
    return code === 'ENOENT' ? 'The file is not there.' : `It could not be copied (${code}).`
  }
}

/** Under its own name or, where another file has it, one with a number; not at all where this copy is there already. */
async function copyInto(path: string, dir: string): Promise<void> {
  const found = await stat(fsPath(path))
  const wanted = join(dir, basename(path))
  if (await isThere(path, wanted, found)) return
  const temporary = temporaryBeside(wanted)
  try {
    await copyFile(fsPath(path), fsPath(temporary), fs.constants.COPYFILE_FICLONE)
    await utimes(fsPath(temporary), found.atime, found.mtime)
    for (let number = 1; !isPlaced(temporary, numbered(wanted, number));) number++
  } finally {
    removeTemporary(temporary)
  }
}

async function isThere(path: string, wanted: string, found: fs.Stats): Promise<boolean> {
  for (let number = 1; ; number++) {
    const target = numbered(wanted, number)
    const there = await stat(fsPath(target)).catch(() => null)
    if (there === null) return false
    if (isAlike(there, found) && (await hashOf(target)) === (await hashOf(path))) return true
  }
}

/** "a.jpg", "a (2).jpg". */
function numbered(name: string, number: number): string {
  const ending = extname(name)
  return number === 1 ? name : `${name.slice(0, name.length - ending.length)} (${number})${ending}`
}

/** As a copy of before would be; several photos of one camera may be, too. */
const isAlike = (there: fs.Stats, { size, mtimeMs }: fs.Stats): boolean =>
  there.size === size && Math.abs(there.mtimeMs - mtimeMs) < 1000

async function hashOf(path: string): Promise<string> {
  const hash = createHash('sha256')
  await pipeline(fs.createReadStream(fsPath(path)), hash)
  return hash.digest('hex')
}

/** False where the name is taken. */
function isPlaced(copy: string, target: string): boolean {
  try {
    takeNewPlace(copy, target)
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false
    throw error
  }
}
