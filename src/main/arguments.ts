/** The desktop app's command line. Chromium's own switches may be among it and are left to Chromium. Pure. */
import { parseArgs } from 'node:util'

export interface DesktopArguments {
  folder?: string
  catalogueDir?: string
}

/** `args` without the program (and, unpackaged, without the app's folder). */
export function readArguments(args: string[]): DesktopArguments {
  const { values, positionals } = parseArgs({
    args,
    options: { catalogue: { type: 'string' } },
    strict: false,
    allowPositionals: true,
  })
  return { folder: positionals[0], catalogueDir: typeof values.catalogue === 'string' ? values.catalogue : undefined }
}
