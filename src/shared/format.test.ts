import { describe, expect, it } from 'vitest'
import { countOf, formatAnswerTime, formatBytes, formatDuration, formatPercent, formatSimilarity } from './format.ts'

describe('formatting', () => {
  it('counts in words, with the singular', () => {
    expect(countOf(1, 'photo')).toBe('1 photo')
    expect(countOf(12_345, 'photo')).toBe('12,345 photos')
    expect(countOf(0, 'box', 'boxes')).toBe('0 boxes')
  })
  it('never rounds a share below one up to 100 %', () => {
    expect(formatPercent(0.999)).toBe('99\u00a0%')
    expect(formatPercent(1)).toBe('100\u00a0%')
    expect(formatPercent(0.125)).toBe('13\u00a0%')
  })
  it('keeps two decimals and a real minus sign', () => {
    expect(formatSimilarity(0.8765)).toBe('0.88')
    expect(formatSimilarity(-0.5)).toBe('−0.50')
    expect(formatSimilarity(-0.001)).toBe('0.00')
  })
  it('drops seconds once they do not matter', () => {
    expect(formatDuration(8_400)).toBe('8 s')
    expect(formatDuration(200_000)).toBe('3 min 20 s')
    expect(formatDuration(1_500_000)).toBe('25 min')
    expect(formatDuration(7_500_000)).toBe('2 h 5 min')
    expect([0.2, 57.4, 999.6, 2115, 18_000].map(formatAnswerTime)).toEqual(['1 ms', '57 ms', '1.0 s', '2.1 s', '18 s'])
  })
  it('shows sizes in decimal units', () => {
    expect(formatBytes(820)).toBe('820 B')
    expect(formatBytes(3_440_000)).toBe('3.4 MB')
  })
})
