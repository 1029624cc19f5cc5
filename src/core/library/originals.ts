/** A photo's file as it is. Read-only. */
import { readFile } from 'node:fs/promises'
import { SemblanceError } from '../../shared/errors.ts'
import type { Catalogue } from '../store/catalogue.ts'
import { fsPath } from './file-names.ts'

/** Throws NOT_FOUND without a present file, and as the file system does. */
export type ReadOriginal = (photoId: number) => Promise<{ path: string; bytes: Buffer }>

export const createOriginals =
  ({ photos }: Catalogue): ReadOriginal =>
  async (photoId) => {
    const path = photos.presentPath(photoId)
    if (!path)
      throw new SemblanceError('NOT_FOUND', `There is no photo ${photoId} in the library, or its file is gone.`)
    return { path, bytes: await readFile(fsPath(path)) }
  }
