/** Pages of the window in a real browser. */
import { fileURLToPath } from 'node:url'
import { chromium, type Browser, type Page } from 'playwright-core'
import { installedBrowser } from './installed-browser.ts'

export const rendererDir = fileURLToPath(new URL('../../out/renderer', import.meta.url))

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
  const { executablePath, env } = installedBrowser()
  const browser = await chromium.launch({ executablePath, args, env: { ...process.env, ...env } })
  const context = await browser.newContext({ locale: 'en-GB', viewport: { width: 1280, height: 800 } })
  const page = await context.newPage()
  page.setDefaultTimeout(20_000)
  page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()))
  page.on('pageerror', (error) => complaints.push(error.message))
  await page.goto(url)
  return { browser, page }
}
