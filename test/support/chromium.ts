/** Pages of the window in a real browser. */
import { fileURLToPath } from 'node:url'
import { chromium, type Browser, type ConsoleMessage, type Page } from 'playwright-core'
import { inject } from 'vitest'
import type {} from './shared-browser.ts'

export const rendererDir = fileURLToPath(new URL('../../out/renderer', import.meta.url))

let browser: Promise<Browser> | null = null

/** A page in a profile of its own, which writes what it complains about into `complaints`. */
export async function openPage(url: string, complaints: string[]): Promise<Page> {
  const shared = await (browser ??= chromium.connect(inject('browserAddress')))
  const context = await shared.newContext({ locale: 'en-GB', viewport: { width: 1280, height: 800 } })
  const page = await context.newPage()
  page.setDefaultTimeout(20_000)
  // Svelte warns where a value is no longer worked out, by an address alone.
  const isComplaint = (message: ConsoleMessage): boolean =>
    message.type() === 'error' || message.text().startsWith('https://svelte.dev/')
  page.on('console', (message) => isComplaint(message) && complaints.push(message.text()))
  page.on('pageerror', (error) => complaints.push(error.message))
  await page.goto(url)
  return page
}

/** With its profile. */
export const closePage = async (page?: Page): Promise<void> => page?.context().close()
