/** The desktop app's command line. Chromium's own switches may be among it and are left to Chromium. */
import { resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { namedCatalogueDir } from '../core/default-catalogue.ts'

export interface DesktopArguments {
  folder?: string
  catalogueDir?: string
  /** Patterns to leave out, beside those that the library has. */
  exclude: string[]
}

const read = (args: string[]) =>
  parseArgs({
    args,
    options: { catalogue: { type: 'string' }, exclude: { type: 'string', multiple: true } },
    strict: false,
    allowPositionals: true,
    tokens: true,
  })

/**
 * What follows "cli", where that stands in place of the folder: what a command is given. Null asks for the window. The
 * "--" of a launcher (scripts/packaging) keeps it from Chromium.
 */
export function commandAmong(args: string[]): string[] | null {
  const first = read(args).tokens.find(({ kind }) => kind === 'positional')
  if (!first || args[first.index] !== 'cli') return null
  const command = args.slice(first.index + 1)
  return command[0] === '--' ? command.slice(1) : command
}

/** `args` without the program (and, unpackaged, without the app's folder). */
export function readArguments(args: string[]): DesktopArguments {
  const { values, positionals } = read(args)
  const { catalogue, exclude = [] } = values
  return {
    folder: positionals[0],
    catalogueDir: typeof catalogue === 'string' && catalogue !== '' ? catalogue : undefined,
    exclude: [exclude].flat().filter((pattern) => typeof pattern === 'string'),
  }
}

/** What one start of the app asks for, as it can be told to the one that already runs: paths are whole. */
export interface Asked {
  folder: string | null
  /** Null where none was named. */
  catalogueDir: string | null
  exclude: string[]
}

/** Relative paths are of this process's folder. */
export function whatIsAsked({ folder, catalogueDir, exclude }: DesktopArguments): Asked {
  const named = catalogueDir ?? namedCatalogueDir()
  return {
    // A file manager of Linux gives an address.
    folder: folder === undefined ? null : folder.startsWith('file:') ? fileURLToPath(folder) : resolve(folder),
    catalogueDir: named === undefined ? null : resolve(named),
    exclude,
  }
}
