/**
 * The Chromium inside the npm package @sparticuz/chromium, for Linux on x64: unpacked once an install, with the
 * libraries and the font that a bare machine lacks.
 */
import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { InstalledBrowser } from './installed-browser.ts'

const modules = fileURLToPath(new URL('../../node_modules', import.meta.url))
const cacheDir = join(modules, '.cache')
const dir = join(cacheDir, 'chromium')
const packed = ['chromium.br', 'al2023.tar.br', 'fonts.tar.br'].map((name) =>
  join(modules, '@sparticuz/chromium/bin', name),
)

/** Whether npm brought one that runs here. */
export const hasPackedChromium = (): boolean =>
  process.platform === 'linux' && process.arch === 'x64' && packed.every((path) => existsSync(path))

/** Unpacks it the first time, which takes some seconds. */
export function unpackedChromium(): InstalledBrowser {
  if (!existsSync(dir)) unpack()
  return {
    executablePath: join(dir, 'chromium'),
    env: { LD_LIBRARY_PATH: join(dir, 'al2023/lib'), FONTCONFIG_FILE: join(dir, 'fonts.conf') },
  }
}

/** Beside, then renamed: another test file may do the same at the same time, and neither leaves a half. */
function unpack(): void {
  mkdirSync(cacheDir, { recursive: true })
  const made = mkdtempSync(join(cacheDir, 'chromium-'))
  // The package unpacks to the temporary folder, so that a process of its own is given another.
  const script =
    "const { inflate } = await import('@sparticuz/chromium'); await Promise.all(process.argv.slice(1).map(inflate))"
  execFileSync(process.execPath, ['--input-type=module', '-e', script, ...packed], {
    cwd: cacheDir,
    env: { ...process.env, TMPDIR: made },
  })
  writeFileSync(join(made, 'fonts.conf'), fontConfiguration)
  try {
    renameSync(made, dir)
  } catch (error) {
    if (!existsSync(dir)) throw error
    rmSync(made, { recursive: true })
  }
}

/** Fonts are where this file would be read. */
const fontConfiguration = `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig><dir>${join(dir, 'fonts')}</dir><cachedir>${join(dir, 'font-cache')}</cachedir></fontconfig>
`
