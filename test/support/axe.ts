/// <reference lib="dom" />
/** What axe finds on a page by its rules of WCAG 2.2 AA; and what scrolls and would be drawn anew at each step. */
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { AxeResults } from 'axe-core'
import type { Page } from 'playwright-core'

const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']

export async function violations(page: Page): Promise<string[]> {
  if (!(await page.evaluate(() => 'axe' in globalThis))) await page.evaluate(axeSource)
  await atRest(page)
  const results = await page.evaluate(
    (values) =>
      (globalThis as unknown as { axe: { run(options: object): Promise<AxeResults> } }).axe.run({
        runOnly: { type: 'tag', values },
        // What passes need not be described.
        resultTypes: ['violations'],
        selectors: false,
      }),
    tags,
  )
  const broken = results.violations.map(
    ({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 160)).join('; ')}`,
  )
  return [...broken, ...(await seeThroughScrollers(page))]
}

/** Browsers move what scrolls as one picture only where nothing behind it shows through. */
const seeThroughScrollers = (page: Page): Promise<string[]> =>
  page.evaluate(() =>
    [...document.querySelectorAll('body *')].flatMap((element) => {
      const { overflowY, backgroundColor } = getComputedStyle(element)
      const isOpaque = !/^rgba|\/|transparent/.test(backgroundColor)
      return overflowY !== 'auto' || isOpaque ? [] : `scrolls without a ground: ${element.outerHTML.slice(0, 160)}`
    }),
  )

/** Once no colour is on its way to another; what turns for ever is left to turn. */
const atRest = (page: Page): Promise<void> =>
  page.evaluate(async () => {
    for (let frame = 0; frame < 2; frame++) await new Promise(requestAnimationFrame)
    const ends = document.getAnimations().filter(({ effect }) => effect!.getComputedTiming().endTime !== Infinity)
    await Promise.allSettled(ends.map(({ finished }) => finished))
  })
