/**
 * The browser that tests drive: the machine's own Chromium, Chrome or Edge; on Linux without one, the Chromium that
 * came with npm. `CHROMIUM_PATH` names another, or with the word "npm" asks for npm's.
 */
import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { hasPackedChromium, unpackedChromium } from './unpacked-chromium.ts'

/** What Playwright launches: the program, and the environment it needs beside this process's. */
export interface InstalledBrowser {
  executablePath: string
  env?: Record<string, string>
}

/** Throws, saying what to do, where there is none. */
export function installedBrowser(): InstalledBrowser {
  const { CHROMIUM_PATH } = process.env
  if (CHROMIUM_PATH && CHROMIUM_PATH !== 'npm') return { executablePath: CHROMIUM_PATH }
  const executablePath = CHROMIUM_PATH ? undefined : candidates().find((path) => existsSync(path))
  if (executablePath) return { executablePath }
  if (hasPackedChromium()) return unpackedChromium()
  throw new Error(
    'The browser tests found no Chromium, Chrome or Edge. Install one or name it with CHROMIUM_PATH; on Linux (x64) "npm ci" brings one.',
  )
}

function candidates(): string[] {
  if (process.platform === 'darwin') return ['Google Chrome', 'Chromium', 'Microsoft Edge'].map(macProgram)
  if (process.platform === 'win32')
    return ['PROGRAMFILES', 'PROGRAMFILES(X86)', 'LOCALAPPDATA']
      .flatMap((name) => process.env[name] ?? [])
      .flatMap((dir) =>
        ['Google/Chrome/Application/chrome.exe', 'Microsoft/Edge/Application/msedge.exe'].map((path) =>
          join(dir, path),
        ),
      )
  const dirs = (process.env.PATH ?? '').split(delimiter)
  return ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'microsoft-edge'].flatMap((name) =>
    dirs.map((dir) => join(dir, name)),
  )
}

const macProgram = (name: string) => `/Applications/${name}.app/Contents/MacOS/${name}`
