/** The desktop app's command line. Chromium's own switches may be among it and are left to Chromium. Pure. */
import { parseArgs } from 'node:util'

export interface DesktopArguments {
  folder?: string
  catalogueDir?: string
  /** Patterns to leave out, beside those that the library has. */
  exclude: string[]
}

/** `args` without the program (and, unpackaged, without the app's folder). */
export function readArguments(args: string[]): DesktopArguments {
  const { values, positionals } = parseArgs({
    args,
    options: { catalogue: { type: 'string' }, exclude: { type: 'string', multiple: true } },
    strict: false,
    allowPositionals: true,
  })
  const { catalogue, exclude = [] } = values
  return {
    folder: positionals[0],
    catalogueDir: typeof catalogue === 'string' ? catalogue : undefined,
    exclude: [exclude].flat().filter((pattern) => typeof pattern === 'string'),
  }
}
