/** Decodes what sharp does not read (HEIC, JPEG XL, BMP) in a thread of its own: it would keep the core waiting. */
import { readFileSync } from 'node:fs'
import { parentPort } from 'node:worker_threads'
import { decode as decodeBmp } from 'bmp-ts'
import libheif from 'libheif-js/wasm-bundle.js'

export interface DecodeTask {
  decoder: keyof typeof decoders
  bytes: Uint8Array
  mostPixels: number
}

/**
 * RGBA, [height, width, 4], turned as the file says; or a PNG, turned, of as much as is there; or why not.
 */
export type DecodeAnswer =
  | { width: number; height: number; data: Uint8Array }
  | { isWhole: boolean; data: Uint8Array }
  | { problem: 'damaged' | 'too large' }

interface HeifImage {
  is_primary(): boolean
  get_width(): number
  get_height(): number
  display(target: { data: Uint8ClampedArray; width: number; height: number }, done: (target: unknown) => void): void
  free(): void
}

const decoders = { heif, jxl, bmp }

parentPort!.on('message', async (task: DecodeTask) => {
  const answer = await decoders[task.decoder](task).catch((): DecodeAnswer => ({ problem: 'damaged' }))
  parentPort!.postMessage(answer, 'data' in answer ? [answer.data.buffer as ArrayBuffer] : [])
})

/** The primary image alone: bursts, depth maps and thumbnails beside it are no photos of their own. */
async function heif({ bytes, mostPixels }: DecodeTask): Promise<DecodeAnswer> {
  const images: HeifImage[] = new libheif.HeifDecoder().decode(bytes)
  try {
    const image = images.find((each) => each.is_primary()) ?? images[0]
    if (!image) return { problem: 'damaged' }
    const [width, height] = [image.get_width(), image.get_height()]
    if (width * height > mostPixels) return { problem: 'too large' }
    const target = { data: new Uint8ClampedArray(width * height * 4), width, height }
    const isShown = await new Promise((done) => image.display(target, done))
    return isShown ? { width, height, data: new Uint8Array(target.data.buffer) } : { problem: 'damaged' }
  } finally {
    for (const image of images) image.free()
  }
}

/** The declared size stands in the header, at one of two widths. */
async function bmp({ bytes, mostPixels }: DecodeTask): Promise<DecodeAnswer> {
  const header = new DataView(bytes.buffer, bytes.byteOffset)
  const isOld = header.getUint32(14, true) === 12
  const sides = isOld
    ? [header.getUint16(18, true), header.getUint16(20, true)]
    : [header.getInt32(18, true), header.getInt32(22, true)]
  if (Math.abs(sides[0] * sides[1]) > mostPixels) return { problem: 'too large' }
  const { width, height, data } = decodeBmp(Buffer.from(bytes), { toRGBA: true })
  const rgba = Uint8Array.from(data)
  // Three bytes a place leave the fourth at 0, which would be all transparent.
  if (header.getUint16(28, true) < 32) for (let i = 3; i < rgba.length; i += 4) rgba[i] = 255
  return { width, height: Math.abs(height), data: rgba }
}

let jxlOxide: ReturnType<typeof loadJxlOxide> | null = null

async function loadJxlOxide() {
  const loaded = await import('jxl-oxide-wasm')
  loaded.initSync({ module: readFileSync(new URL(import.meta.resolve('jxl-oxide-wasm/module.wasm'))) })
  return loaded
}

/** The first picture of several. The header alone says how large it is; no pixel is decoded before. */
async function jxl({ bytes, mostPixels }: DecodeTask): Promise<DecodeAnswer> {
  const { JxlImage } = await (jxlOxide ??= loadJxlOxide())
  const image = new JxlImage()
  try {
    image.forceSrgb = true
    image.feedBytes(bytes)
    if (!image.tryInit()) return { problem: 'damaged' }
    if (image.width! * image.height! > mostPixels) return { problem: 'too large' }
    return { isWhole: image.numLoadedKeyframes > 0, data: image.render(0).encodeToPng() }
  } finally {
    image.free()
  }
}
