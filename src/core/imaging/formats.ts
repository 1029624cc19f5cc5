/**
 * The one table of picture formats: what a file is by its first bytes, whatever its name says; who reads it, and
 * whether a browser shows it as it is. Scanning, decoding, display and the words for a person read it. Pure.
 */
import { isRawTiff } from './tiff.ts'

/** Who decodes it; null for what is known and not read. */
type Decoder = 'sharp' | 'heif' | 'jxl' | 'bmp' | 'exiftool' | null

export interface Format {
  name: string
  /** As browsers name it. */
  contentType: string
  /** Lower case, as files usually end. */
  extensions: readonly string[]
  decoder: Decoder
  /** Whether they show it, and turn it as its EXIF says. */
  browsers: 'show and turn' | 'show' | 'do not show'
  /** Why it is not read, and what would help; set where `decoder` is null. */
  reason?: string
}

/** How many bytes from the beginning tell. */
export const headSize = 64

const image = (
  name: string,
  extensions: string,
  decoder: Decoder,
  browsers: Format['browsers'] = 'do not show',
): Format => ({
  name,
  contentType: `image/${name.toLowerCase()}`,
  extensions: extensions.split(' '),
  decoder,
  browsers,
})
const unread = (name: string, extensions: string, reason: string): Format => ({
  ...image(name, extensions, null),
  contentType: 'application/octet-stream',
  reason,
})

const jpeg = image('JPEG', 'jpg jpeg jpe jfif pjpeg pjp jif jfi mpo', 'sharp', 'show and turn')
const png = image('PNG', 'png apng', 'sharp', 'show')
const webp = image('WebP', 'webp', 'sharp', 'show')
const gif = image('GIF', 'gif', 'sharp', 'show and turn')
const avif = image('AVIF', 'avif', 'sharp', 'show')
const tiff = image('TIFF', 'tif tiff', 'sharp')
const heic = image('HEIC', 'heic heif hif', 'heif')
const jpegXl: Format = { ...image('JPEG XL', 'jxl', 'jxl'), contentType: 'image/jxl' }
const bmp = image('BMP', 'bmp dib', 'bmp', 'show and turn')
const heicVideo = unread('HEIC video', 'heics', 'HEIC video: moving pictures are not read.')
const jpeg2000 = unread('JPEG 2000', 'jp2 j2k jpf jpx', 'JPEG 2000 is not read. Save a copy as JPEG or PNG.')
const photoshop = unread('Photoshop', 'psd psb', 'Photoshop documents are not read. Save a copy as JPEG or PNG.')
/** Read by the picture that the camera put into it. */
const raw = image(
  'RAW',
  'dng cr2 cr3 crw nef nrw arw srf sr2 orf rw2 raf pef srw x3f 3fr iiq rwl kdc dcr mrw erf mef mos fff gpr',
  'exiftool',
)

export const formats: readonly Format[] = [
  jpeg,
  png,
  webp,
  gif,
  avif,
  tiff,
  heic,
  bmp,
  jpegXl,
  raw,
  heicVideo,
  jpeg2000,
  photoshop,
]
/** In words for a person: what can be read. */
export const readFormats = formats
  .filter(({ decoder }) => decoder !== null)
  .map(({ name }) => name)
  .join(', ')

const byExtension = new Map(
  formats.flatMap((format) => format.extensions.map((extension) => [extension, format] as const)),
)

/**
 * What the name promises; null where it promises no picture. Ends of copies are looked through: "a.jpg ",
 * "a.jpeg_original".
 */
export function formatOfName(name: string): Format | null {
  const extension = /\.([a-z0-9]+)(?:_[a-z]+)?[. ]*$/i.exec(name)?.[1].toLowerCase()
  return extension === undefined ? null : (byExtension.get(extension) ?? null)
}

/**
 * What the first bytes say; null where they are none of the table's. `head` may be the whole file, which alone tells
 * many RAW files from TIFFs.
 */
export function formatOfBytes(head: Uint8Array): Format | null {
  const starts = (bytes: number[], at = 0) => bytes.every((byte, i) => head[at + i] === byte)
  const text = (from: number, to: number) => String.fromCharCode(...head.subarray(from, to))
  if (starts([0xff, 0xd8, 0xff])) return jpeg
  if (starts([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])) return png
  if (text(0, 4) === 'RIFF' && text(8, 12) === 'WEBP') return webp
  if (/^GIF8[79]a$/.test(text(0, 6))) return gif
  if (text(4, 8) === 'ftyp') return formatOfBrands(head)
  if (starts([0xff, 0x0a]) || text(4, 8) === 'JXL ') return jpegXl
  if (text(4, 8) === 'jP  ' || starts([0xff, 0x4f, 0xff, 0x51])) return jpeg2000
  if (text(0, 4) === '8BPS') return photoshop
  if (/^(II[*+]\0|MM\0[*+])$/.test(text(0, 4))) return text(8, 10) === 'CR' || isRawTiff(head) ? raw : tiff
  if (/^(IIRO|IIRS|MMOR|IIU\0|FUJI|FOVb|\0MRM)$/.test(text(0, 4)) || text(6, 14) === 'HEAPCCDR') return raw
  if (text(0, 2) === 'BM' && isBitmap(head)) return bmp
  return null
}

/** Two letters are no proof: the size of the header that follows is one of few. */
const isBitmap = (head: Uint8Array): boolean => [12, 40, 52, 56, 64, 108, 124].includes(head[14]) && head[15] === 0

/** ISO base media: the major brand, and the ones it goes with. */
function formatOfBrands(head: Uint8Array): Format | null {
  const size = Math.min(new DataView(head.buffer, head.byteOffset).getUint32(0), head.length, headSize)
  const brands: string[] = []
  for (let at = 8; at + 4 <= size; at += 4)
    if (at !== 12) brands.push(String.fromCharCode(...head.subarray(at, at + 4)))
  const has = (...names: string[]) => names.some((name) => brands.includes(name))
  if (brands[0] === 'crx ') return raw
  if (has('avif', 'avis')) return avif
  if (has('heic', 'heix', 'heim', 'heis')) return heic
  // A sequence names its still picture's brand, too, where it has one.
  if (has('hevc', 'hevx')) return heicVideo
  return has('mif1', 'mif2') ? heic : null
}

/** Where a RAW file is a TIFF by its first bytes, its name may say more. */
export function formatOf(name: string, head: Uint8Array): Format | null {
  const found = formatOfBytes(head)
  return found === tiff && formatOfName(name) === raw ? raw : found
}
