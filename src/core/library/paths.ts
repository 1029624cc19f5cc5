/** Where the files are that photos are shown by. */
import type { Catalogue } from '../store/catalogue.ts'

/** In the order asked for; photos without a file are left out. */
export const pathsOf = ({ photos }: Pick<Catalogue, 'photos'>, photoIds: number[]) =>
  photoIds.flatMap((photoId) => {
    const path = photos.presentPath(photoId)
    return path === null ? [] : [{ photoId, path }]
  })
