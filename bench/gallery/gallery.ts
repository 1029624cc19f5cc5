/**
 * npm run bench -- gallery: how soon the first photo is there, how evenly the library scrolls, how soon pictures are
 * there after a leap, and the page's memory, in a real Chromium on made-up libraries.
 */
import { rmSync } from 'node:fs'
import { Command } from 'commander'
import { chromium, type CDPSession, type Page } from 'playwright-core'
import { installedBrowser } from '../../test/support/installed-browser.ts'
import { startHost } from '../host.ts'
import { listed, median, printMachine, quantile } from '../measure.ts'
import { madeUpGallery } from './library.ts'
import { leap, picturesAreThere, scrollSteadily } from './page.ts'

const leapCount = 20
/** Pixels a second: looked through, hurried through, flung. */
const speeds = [1000, 4000, 30_000]
const scrollMs = 5000

export const galleryBench = () =>
  new Command('gallery')
    .description('first photo, frames while scrolling, pictures after a leap, memory of the page')
    .option('--photos <n...>', 'sizes of library', listed)
    .action(async ({ photos = [1000, 10_000, 100_000] }: { photos?: number[] }) => {
      printMachine()
      for (const photoCount of photos) await measureAt(photoCount)
    })

async function measureAt(photoCount: number): Promise<void> {
  const dir = await madeUpGallery(photoCount)
  const startedMs = performance.now()
  const host = await startHost(dir)
  const servedMs = performance.now() - startedMs
  const { executablePath, env } = installedBrowser()
  const browser = await chromium.launch({ executablePath, args: ['--no-sandbox'], env: { ...process.env, ...env } })
  try {
    const page = await (await browser.newContext({ viewport: { width: 1280, height: 800 } })).newPage()
    const cdp = await page.context().newCDPSession(page)
    await page.addInitScript({ content: `globalThis.picturesAreThere = ${picturesAreThere}` })
    const openedMs = performance.now()
    await page.goto(host.url)
    await page.waitForFunction(picturesAreThere, undefined, { polling: 'raf' })
    const firstMs = performance.now() - openedMs
    console.log(
      `${photoCount} photos: served after ${whole(servedMs)} ms, photos in sight after ${whole(firstMs)} ms more`,
    )
    for (const speed of speeds) await tellScroll(page, speed)
    const leaps: number[] = []
    for (let i = 0; i < leapCount; i++) leaps.push(await page.evaluate(leap, ((i * 7919) % 1000) / 1000))
    console.log(
      `  pictures after a leap: median ${whole(median(leaps))} ms, 95 % within ${whole(quantile(leaps, 0.95))} ms`,
    )
    console.log(`  the page's heap ${await heapMegabytes(cdp)} MB`)
  } finally {
    await browser.close()
    await host.end('SIGTERM')
    rmSync(dir, { recursive: true })
  }
}

async function tellScroll(page: Page, speed: number): Promise<void> {
  const frames = await page.evaluate(scrollSteadily, { speed, durationMs: scrollMs })
  const late = frames.filter((ms) => ms > 20).length / frames.length
  console.log(
    `  ${String(speed).padStart(6)} px/s: a frame ${median(frames).toFixed(1)} ms, 95 % within ` +
      `${quantile(frames, 0.95).toFixed(1)} ms, ${(100 * late).toFixed(1)} % over 20 ms`,
  )
}

const whole = (ms: number): string => ms.toFixed(0)

async function heapMegabytes(cdp: CDPSession): Promise<string> {
  await cdp.send('HeapProfiler.collectGarbage')
  await cdp.send('Performance.enable')
  const { metrics } = await cdp.send('Performance.getMetrics')
  return (metrics.find(({ name }) => name === 'JSHeapUsedSize')!.value / 1e6).toFixed(1)
}
