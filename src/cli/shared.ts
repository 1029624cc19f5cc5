/** What all commands share: the two options that all have, options that are numbers, photos by path. */
import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { Command, InvalidArgumentError } from 'commander'
import type { Reader } from '../core/core.ts'
import { defaultCatalogueDir } from '../core/default-catalogue.ts'
import { SemblanceError } from '../shared/errors.ts'
import { formatCount } from '../shared/format.ts'
import { echoed } from '../shared/shown-name.ts'

export interface CommonOptions {
  catalogue: string
  json?: boolean
}

/** A command with the two options all have. */
export function newCommand(name: string, description: string): Command {
  return new Command(name)
    .description(description)
    .option('--catalogue <dir>', 'where the catalogue is kept', named, defaultCatalogueDir())
    .option('--json', 'print one JSON value on standard output and nothing else')
}

/** For commander: a path, which "" is not: it would be the folder that somebody is in. */
export function named(path: string): string {
  if (path.trim() === '') throw new InvalidArgumentError('It must name a folder.')
  return path
}

/** For commander: a number above 0, whole where asked, and no higher than `most`. */
export const positive =
  (kind: 'number' | 'whole', most?: number) =>
  (text: string): number => {
    const value = Number(text)
    const what = kind === 'whole' ? 'whole number' : 'number'
    if (!(value > 0) || !Number.isFinite(value) || (kind === 'whole' && !Number.isInteger(value)))
      throw new InvalidArgumentError(`It must be a ${what} above 0.`)
    if (most !== undefined && value > most)
      throw new InvalidArgumentError(`It must be a ${what} up to ${formatCount(most)}.`)
    return value
  }

/** Ids of photos given by path. Throws NOT_FOUND naming the first that the library does not have. */
export async function photoIdsOf(core: Reader, paths: string[]): Promise<number[]> {
  const found = await core.api.findPhotosByPath({ paths: paths.map((path) => resolve(path)) })
  return found.map(({ path, photoId }) => {
    if (photoId !== null) return photoId
    const reason = existsSync(path) ? 'is not in the library: index its folder first' : 'does not exist'
    throw new SemblanceError('NOT_FOUND', `${echoed(path)} ${reason}.`)
  })
}
