/**
 * How a photo is to be seen: random resized crop, mirroring, colour jitter, grayscale (the set in the authors' code),
 * given to the engine as two resampling matrices and one colour matrix, so that drawing costs microseconds and the
 * pixels are touched in the training graph only. Differs from torchvision: the jitter's order is fixed (brightness,
 * contrast, saturation, hue), hue turns the colour in YIQ, values are clamped once at the end.
 */
import type { Views } from './engine.ts'
import type { Random } from './random.ts'

export interface AugmentationRecipe {
  /** Smallest area of a large view's crop as a share of the photo, (0, 1]; the largest is the whole photo. */
  minimumScale: number
  /** Smallest and largest area of a small view's crop. */
  smallScale: [smallest: number, largest: number]
  flip: boolean
  /** Largest relative change each way, [0, 1). */
  brightness: number
  contrast: number
  saturation: number
  /** Largest turn each way, in full circles, [0, 0.5]. */
  hue: number
  /** Share of views in grey, [0, 1]. */
  grayscaleShare: number
  /**
   * Each photo of a batch has a strength of its own, between none of this recolouring and all of it, for all its
   * views: so both what colour tells of a photo and what it does not is learnt.
   */
  strengthVaries: boolean
}

/** Buffers of so many views. */
export function allocateViews(count: number, { imageSize, pixelSize }: ViewGeometry): Views {
  const matrix = () => new Float32Array(count * imageSize * pixelSize)
  return { rowResampling: matrix(), columnResampling: matrix(), colour: new Float32Array(count * 18) }
}

export interface ViewGeometry {
  imageSize: number
  pixelSize: number
}

/** How a view is drawn, with the share of the photo that its crop may have. */
export interface ViewRecipe extends Omit<AugmentationRecipe, 'minimumScale' | 'smallScale' | 'strengthVaries'> {
  scale: [smallest: number, largest: number]
}

export const largeViews = ({
  minimumScale,
  smallScale: _,
  strengthVaries: _varies,
  ...rest
}: AugmentationRecipe): ViewRecipe => ({ ...rest, scale: [minimumScale, 1] })
export const smallViews = ({
  minimumScale: _,
  strengthVaries: _varies,
  smallScale,
  ...rest
}: AugmentationRecipe): ViewRecipe => ({ ...rest, scale: smallScale })

/** What of a view is not drawn anew. */
export interface SeenPhoto {
  /** The width over height that the photo's stored square stands for. */
  aspect: number
  /** Of its recolouring, [0, 1]. */
  strength: number
}

/** Draws a random view into row `b`. */
export function drawView(
  views: Views,
  b: number,
  geometry: ViewGeometry,
  { aspect, strength }: SeenPhoto,
  recipe: ViewRecipe,
  random: Random,
): void {
  const crop = drawCrop(aspect, recipe.scale, random)
  const mirrored = recipe.flip && random.uniform() < 0.5
  writeResampling(matrixOf(views.rowResampling, b, geometry), crop.top, crop.height, false, geometry)
  writeResampling(matrixOf(views.columnResampling, b, geometry), crop.left, crop.width, mirrored, geometry)
  drawColour(views.colour.subarray(b * 18, (b + 1) * 18), recipe, strength, random)
}

/** The whole photo as it is. */
export function centreView(views: Views, b: number, geometry: ViewGeometry): void {
  writeResampling(matrixOf(views.rowResampling, b, geometry), 0, 1, false, geometry)
  writeResampling(matrixOf(views.columnResampling, b, geometry), 0, 1, false, geometry)
  const colour = views.colour.subarray(b * 18, (b + 1) * 18).fill(0)
  colour[0] = colour[7] = colour[14] = 1
}

function matrixOf(all: Float32Array, b: number, { imageSize, pixelSize }: ViewGeometry): Float32Array {
  const size = imageSize * pixelSize
  return all.subarray(b * size, (b + 1) * size)
}

/** Stored squares stand for photos of aspect 1/2 to 2; anything longer was centre-cropped to that. */
export function storedAspect(width: number, height: number): number {
  return clamp(width / height, 0.5, 2)
}

const tallest = 3 / 4
const widest = 4 / 3

/**
 * A crop in shares of the stored square, of an area within `scale`, with the photo's true proportions between 3/4 and
 * 4/3. A wide or tall photo for which ten draws found none gets the nearest proportions that its area allows
 * (torchvision: the largest crop of those proportions, in the middle).
 */
export function drawCrop(aspect: number, [smallest, largest]: ViewRecipe['scale'], random: Random) {
  for (let attempt = 0; attempt < 10; attempt++) {
    const area = random.between(smallest, largest)
    const ratio = Math.exp(random.between(Math.log(tallest), Math.log(widest)))
    const size = cropSize(aspect, area, ratio)
    if (size.width <= 1 && size.height <= 1) return placed(size, random)
  }
  const area = random.between(smallest, largest)
  const ratio = clamp(aspect > 1 ? widest : tallest, area * aspect, aspect / area)
  return placed(cropSize(aspect, area, ratio), random)
}

const cropSize = (aspect: number, area: number, ratio: number) => ({
  width: Math.sqrt((area * ratio) / aspect),
  height: Math.sqrt((area * aspect) / ratio),
})

function placed({ width, height }: { width: number; height: number }, random: Random) {
  return { left: random.uniform() * (1 - width), top: random.uniform() * (1 - height), width, height }
}

const clamp = (value: number, lowest: number, highest: number): number => Math.min(Math.max(value, lowest), highest)

/**
 * Rows of a linear resampling from [start, start + length] (shares) of P pixels to S: triangle filter, widened when
 * shrinking, cut at the photo's edge, each row summing to 1.
 */
export function writeResampling(
  target: Float32Array,
  start: number,
  length: number,
  mirrored: boolean,
  { imageSize: S, pixelSize: P }: ViewGeometry,
): void {
  target.fill(0)
  const step = (length * P) / S
  const radius = Math.max(step, 1)
  for (let s = 0; s < S; s++) {
    const centre = start * P + (s + 0.5) * step - 0.5
    const from = Math.max(0, Math.ceil(centre - radius))
    const to = Math.min(P - 1, Math.floor(centre + radius))
    const at = (mirrored ? S - 1 - s : s) * P
    let sum = 0
    for (let p = from; p <= to; p++) sum += target[at + p] = Math.max(0, 1 - Math.abs(p - centre) / radius)
    if (sum === 0) target[at + Math.min(Math.max(Math.round(centre), 0), P - 1)] = sum = 1
    for (let p = from; p <= to; p++) target[at + p] /= sum
  }
}

const luma = [0.299, 0.587, 0.114]
const toYiq = [0.299, 0.587, 0.114, 0.596, -0.274, -0.322, 0.211, -0.523, 0.312]
const fromYiq = [1, 0.956, 0.621, 1, -0.272, -0.647, 1, -1.106, 1.703]

/** Writes [A | M], [3, 6], of the port's ViewBatch. */
function drawColour(target: Float32Array, recipe: ViewRecipe, strength: number, random: Random): void {
  const factor = (reach: number) => 1 + strength * random.between(-reach, reach)
  const [brightness, contrast, saturation] = [
    factor(recipe.brightness),
    factor(recipe.contrast),
    factor(recipe.saturation),
  ]
  const turn = strength * random.between(-recipe.hue, recipe.hue) * 2 * Math.PI
  const grey = random.uniform() < strength * recipe.grayscaleShare
  const tone = multiply(hueTurn(turn), saturate(grey ? 0 : saturation))
  for (let row = 0; row < 3; row++) {
    for (let column = 0; column < 3; column++) {
      target[row * 6 + column] = tone[row * 3 + column] * brightness * contrast
      // Contrast pulls towards the mean grey of the view, which keeps no colour, so tone leaves it alone.
      target[row * 6 + 3 + column] = luma[column] * brightness * (1 - contrast)
    }
  }
}

/** 1 keeps the colour, 0 is grey. */
function saturate(amount: number): number[] {
  return Array.from({ length: 9 }, (_, i) => (i % 4 === 0 ? amount : 0) + (1 - amount) * luma[i % 3])
}

function hueTurn(angle: number): number[] {
  const [c, s] = [Math.cos(angle), Math.sin(angle)]
  return multiply(fromYiq, multiply([1, 0, 0, 0, c, -s, 0, s, c], toYiq))
}

function multiply(a: number[], b: number[]): number[] {
  return Array.from({ length: 9 }, (_, i) => {
    const [row, column] = [Math.floor(i / 3), i % 3]
    return a[row * 3] * b[column] + a[row * 3 + 1] * b[3 + column] + a[row * 3 + 2] * b[6 + column]
  })
}
