/** Views against direct per-pixel reckoning, and the ranges they are drawn from. */
import { describe, expect, test } from 'vitest'
import {
  allocateViews,
  centreView,
  drawCrop,
  drawView,
  largeViews,
  storedAspect,
  writeResampling,
} from './augmentation.ts'
import { Random } from './random.ts'
import { defaultRecipe } from './recipe.ts'

const geometry = { imageSize: 8, pixelSize: 24 }
const large = largeViews(defaultRecipe.augmentation)

function rowsOf(matrix: Float32Array): Float32Array[] {
  return Array.from({ length: geometry.imageSize }, (_, s) =>
    matrix.subarray(s * geometry.pixelSize, (s + 1) * geometry.pixelSize),
  )
}

describe('resampling', () => {
  const write = (start: number, length: number, mirrored = false) => {
    const target = new Float32Array(geometry.imageSize * geometry.pixelSize).fill(9)
    writeResampling(target, start, length, mirrored, geometry)
    return rowsOf(target)
  }

  test.each([
    [0, 1],
    [0.2, 0.5],
    [0.9, 0.1],
    [0.99, 0.01],
  ])('rows of a crop from %d of length %d sum to 1', (start, length) => {
    for (const row of write(start, length)) expect(row.reduce((a, b) => a + b)).toBeCloseTo(1, 5)
  })

  test('each row is centred where its view pixel lies', () => {
    write(0.25, 0.5).forEach((row, s) => {
      const centre = row.reduce((sum, weight, p) => sum + weight * (p + 0.5), 0)
      // The filter is sampled at whole pixels, which moves its centre by a few hundredths.
      expect(Math.abs(centre - 24 * (0.25 + (0.5 * (s + 0.5)) / 8))).toBeLessThan(0.06)
    })
  })

  test('mirroring reverses the rows', () => {
    const [plain, mirrored] = [write(0.1, 0.7), write(0.1, 0.7, true)]
    expect(mirrored.reverse()).toEqual(plain)
  })
})

test('a view of a grey photo keeps its grey where colour is only turned or saturated', () => {
  const views = allocateViews(1, geometry)
  const random = new Random(3)
  for (let i = 0; i < 50; i++) {
    drawView(views, 0, geometry, { aspect: 1, strength: 1 }, { ...large, brightness: 0, contrast: 0 }, random)
    for (let row = 0; row < 3; row++) {
      const [a, m] = [0, 3].map((from) =>
        [0, 1, 2].reduce((sum, column) => sum + views.colour[row * 6 + from + column], 0),
      )
      expect(a + m).toBeCloseTo(1, 2)
    }
  }
})

test('at no strength a view keeps its colours', () => {
  const views = allocateViews(1, geometry)
  const random = new Random(5)
  for (let i = 0; i < 20; i++) {
    drawView(views, 0, geometry, { aspect: 1, strength: 0 }, large, random)
    for (let at = 0; at < 18; at++) expect(views.colour[at]).toBeCloseTo([0, 7, 14].includes(at) ? 1 : 0, 2)
  }
})

test('contrast keeps the mean brightness of a view', () => {
  const views = allocateViews(1, geometry)
  const random = new Random(4)
  const luma = [0.299, 0.587, 0.114]
  drawView(
    views,
    0,
    geometry,
    { aspect: 1, strength: 1 },
    { ...large, brightness: 0, saturation: 0, hue: 0, grayscaleShare: 0 },
    random,
  )
  const mean = [0.2, 0.5, 0.9]
  const out = [0, 1, 2].map((row) =>
    mean.reduce(
      (sum, value, column) => sum + value * (views.colour[row * 6 + column] + views.colour[row * 6 + 3 + column]),
      0,
    ),
  )
  const brightness = (rgb: number[]) => rgb.reduce((sum, value, i) => sum + value * luma[i], 0)
  expect(brightness(out)).toBeCloseTo(brightness(mean), 3)
})

describe.each<[number, number]>([
  [0.2, 1],
  [0.6, 1],
  [0.05, 0.25],
])('crops of %s to %s of the photo', (smallest, largest) => {
  test.each([0.5, 9 / 16, 1, 1.5, 16 / 9, 2])(
    'of aspect %s lie inside it, vary, and are squashed no more than their area asks',
    (aspect) => {
      const random = new Random(6)
      const crops = Array.from({ length: 300 }, () => drawCrop(aspect, [smallest, largest], random))
      for (const { left, top, width, height } of crops) {
        expect(left >= 0 && top >= 0 && left + width <= 1 + 1e-9 && top + height <= 1 + 1e-9).toBe(true)
        const [area, ratio] = [width * height, (width * aspect) / height]
        expect(area).toBeGreaterThan(smallest - 1e-9)
        expect(area).toBeLessThan(largest + 1e-9)
        expect(ratio).toBeGreaterThan(Math.min(3 / 4, aspect / area) - 1e-9)
        expect(ratio).toBeLessThan(Math.max(4 / 3, area * aspect) + 1e-9)
      }
      expect(crops.filter(({ width, height }) => width * height > 0.99).length).toBeLessThan(20)
      expect(new Set(crops.map(({ left, top }) => `${left},${top}`)).size).toBeGreaterThan(290)
    },
  )
})

test('the whole view sees everything evenly and changes no colour', () => {
  const views = allocateViews(2, geometry)
  centreView(views, 1, geometry)
  expect([...views.colour.subarray(18)]).toEqual([1, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0])
  const seen = new Float32Array(24)
  for (const row of rowsOf(views.rowResampling.subarray(8 * 24))) row.forEach((weight, p) => (seen[p] += weight))
  for (const weight of seen) expect(weight).toBeGreaterThan(0.2)
})

test('stored squares stand for aspects from 1/2 to 2', () => {
  expect([storedAspect(100, 1000), storedAspect(300, 200), storedAspect(5000, 100)]).toEqual([0.5, 1.5, 2])
})
