/**
 * Contrast of every pair of colours that text or a control's edge is made of: WCAG 2.2 AA, 4.5 for text, 3 for edges.
 */
import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'

const css = readFileSync(new URL('../../src/renderer/styles/tokens.css', import.meta.url), 'utf8')

/** Each token's two colours. */
const pairs = [...css.matchAll(/--([\w-]+): light-dark\((#[0-9a-f]{6}), (#[0-9a-f]{6})\);/g)]
const [light, dark] = [2, 3].map((at) => Object.fromEntries(pairs.map((pair) => [pair[1], pair[at]])))

/** WCAG's relative luminance of #rrggbb. */
function luminance(colour: string): number {
  const [r, g, b] = [1, 3, 5].map((at) => {
    const share = Number.parseInt(colour.slice(at, at + 2), 16) / 255
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4
  })
  return 0.2126 * r + 0.7152 * g + 0.0722 * b
}

function contrast(a: string, b: string): number {
  const [high, low] = [luminance(a), luminance(b)].sort((x, y) => y - x)
  return (high + 0.05) / (low + 0.05)
}

const surfaces = ['surface', 'surface-side', 'surface-raised', 'surface-hover']
const text = [
  ...surfaces.flatMap((surface) => [
    ['text', surface],
    ['text-muted', surface],
  ]),
  ...['surface', 'surface-side', 'surface-raised'].map((surface) => ['accent', surface]),
  ['accent', 'accent-soft'],
  ['on-accent', 'accent'],
  ['on-accent', 'accent-hover'],
  ['yes', 'yes-soft'],
  ['no', 'no-soft'],
  ['ask', 'ask-soft'],
  ['on-danger', 'danger'],
  ['danger', 'surface'],
  ['danger', 'surface-raised'],
]
const edges = [
  ['line-strong', 'surface'],
  ['ring', 'surface'],
  ['ring', 'surface-side'],
  ['ring', 'surface-raised'],
]

describe.each([
  ['light', light],
  ['dark', dark],
])('%s', (_, tokens) => {
  test.each(text)('text %s on %s', (a, b) => expect(contrast(tokens[a], tokens[b])).toBeGreaterThanOrEqual(4.5))
  test.each(edges)('edge %s on %s', (a, b) => expect(contrast(tokens[a], tokens[b])).toBeGreaterThanOrEqual(3))
})

test('black on white is 21', () => expect(contrast('#000000', '#ffffff')).toBeCloseTo(21, 5))
