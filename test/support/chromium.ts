/** A Chromium for the tests of the window, where there is one. */
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { chromium, type Browser, type Page } from 'playwright-core'

export const rendererDir = fileURLToPath(new URL('../../out/renderer', import.meta.url))
const candidates = [
  process.env.CHROMIUM_PATH,
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
]
export const executablePath = candidates.find((path) => path !== undefined && existsSync(path))
if (!executablePath) console.warn('No Chromium found (set CHROMIUM_PATH): the browser tests are skipped.')

/** A page that writes what it complains about into `complaints`. */
export async function openPage(url: string, complaints: string[]): Promise<{ browser: Browser; page: Page }> {
  const args = [
    '--no-sandbox',
    '--disable-gpu',
    '--disable-quic',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
  ]
  const browser = await chromium.launch({ executablePath, args })
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 } })
  page.setDefaultTimeout(8000)
  page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()))
  page.on('pageerror', (error) => complaints.push(error.message))
  await page.goto(url)
  return { browser, page }
}
