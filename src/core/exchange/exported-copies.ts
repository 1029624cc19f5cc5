/** Copies of photos in a folder of a person's choice. Originals are only read; nothing that is there is replaced. */
import * as fs from 'node:fs'
import { copyFile, open, rename, rm, stat, utimes } from 'node:fs/promises'
import { basename, extname, join } from 'node:path'
import type { PhotoApi } from '../../shared/contract.ts'
import type { FileProblem } from '../../shared/exchange.ts'
import { SemblanceError } from '../../shared/errors.ts'
import { fsPath } from '../library/file-names.ts'
import { checkFolder } from '../library/folders.ts'
import { pathsOf } from '../library/paths.ts'
import { typedFolder } from '../library/typed-folder.ts'
import type { Catalogue } from '../store/catalogue.ts'
import { removeTemporary, temporaryBeside } from './temporary-file.ts'

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
    if (code === 'ENOSPC')
      throw new SemblanceError('DISK_FULL', `The disk with ${dir} is full. Make room there and export again.`)
    return code === 'ENOENT' ? 'The file is not there.' : `It could not be copied (${code}).`
  }
}

async function copyInto(path: string, dir: string): Promise<void> {
  const found = await stat(fsPath(path))
  const target = await reservedName(join(dir, basename(path)), found)
  if (target === null) return
  const temporary = temporaryBeside(target)
  try {
    await copyFile(fsPath(path), fsPath(temporary), fs.constants.COPYFILE_FICLONE)
    await utimes(fsPath(temporary), found.atime, found.mtime)
    await rename(fsPath(temporary), fsPath(target))
  } catch (error) {
    await rm(fsPath(target), { force: true })
    throw error
  } finally {
    removeTemporary(temporary)
  }
}

/** Its own name or, where another file has it, one with a number; null where this copy is there already. */
async function reservedName(wanted: string, found: fs.Stats): Promise<string | null> {
  for (let number = 1; ; number++) {
    const target = numbered(wanted, number)
    if (await isSame(target, found)) return null
    if (await isReserved(target)) return target
  }
}

/** "a.jpg", "a (2).jpg". */
function numbered(name: string, number: number): string {
  const ending = extname(name)
  return number === 1 ? name : `${name.slice(0, name.length - ending.length)} (${number})${ending}`
}

/** A copy of before: the same size, written at the same second. */
async function isSame(target: string, { size, mtimeMs }: fs.Stats): Promise<boolean> {
  const there = await stat(fsPath(target)).catch(() => null)
  return there?.size === size && Math.abs(there.mtimeMs - mtimeMs) < 1000
}

/** Whether the name was free; it is ours now. */
async function isReserved(target: string): Promise<boolean> {
  try {
    await (await open(fsPath(target), 'wx')).close()
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false
    throw error
  }
}
