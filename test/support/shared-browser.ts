/** One browser for all tests in one: to start it takes as long as most of them. Each page has a profile of its own. */
import { chromium } from 'playwright-core'
import type { TestProject } from 'vitest/node'
import { installedBrowser } from './installed-browser.ts'

declare module 'vitest' {
  interface ProvidedContext {
    browserAddress: string
  }
}

const args = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

/** Vitest's global set-up: starts the browser, and ends it when what was returned is called. */
export default async function startBrowser({ provide }: TestProject): Promise<() => Promise<void>> {
  const { executablePath, env } = installedBrowser()
  const server = await chromium.launchServer({ executablePath, args, env: { ...process.env, ...env } })
  provide('browserAddress', server.wsEndpoint())
  return () => server.close()
}
