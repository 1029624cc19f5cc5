/** Any picture that can be read, opened: by sharp, or by a thread where sharp does not know the format. Read-only. */
import sharp, { type Sharp } from 'sharp'
import { SemblanceError } from '../../shared/errors.ts'
import { decodeInWorker } from './decode-in-worker.ts'
import type { DecodeTask } from './decode-worker.ts'
import { formatOf, type Format } from './formats.ts'
import { rawPreview } from './raw-preview.ts'

/** 400 million pixels: a 20,000 x 20,000 scan; more is refused before it fills the memory. */
const mostPixels = 400_000_000
/** Of what comes from a thread as four bytes each. */
const mostThreadPixels = 150_000_000

// Several photos are in flight, so each decode keeps to one thread.
sharp.concurrency(1)
sharp.cache(false)

export interface Opened<T> {
  value: T
  format: Format
  /** What is missing of a picture that is shown as far as it goes; null for a whole one. */
  damage: string | null
}

/**
 * What `work` makes of the picture; `name` tells RAW files from TIFFs. Tried again with what is there where a part is
 * missing. Throws IMAGE_UNREADABLE with the reason in plain words.
 */
export async function openImage<T>(
  bytes: Uint8Array,
  name: string,
  work: (image: Sharp) => Promise<T>,
): Promise<Opened<T>> {
  const format = readableFormat(bytes, name)
  if (format.decoder === 'exiftool') return { ...(await openImage(await rawPreview(bytes, name), '', work)), format }
  if (format.decoder !== 'sharp') {
    const { image, damage } = await threadImage(bytes, format)
    return { value: await readably(work(image)), format, damage }
  }
  try {
    return { value: await work(sharpImage(bytes, 'error')), format, damage: null }
  } catch (error) {
    const damage = plainReason((error as Error).message)
    const value = await readably(work(sharpImage(bytes, 'none')), damage)
    return { value, format, damage }
  }
}

/** What goes wrong with one picture costs that one alone. */
function readably<T>(work: Promise<T>, reason?: string): Promise<T> {
  return work.catch((error: Error) => {
    throw new SemblanceError('IMAGE_UNREADABLE', reason ?? plainReason(error.message), { cause: error })
  })
}

function readableFormat(bytes: Uint8Array, name: string): Format {
  if (bytes.length === 0) throw new SemblanceError('IMAGE_UNREADABLE', 'The file is empty (0 bytes).')
  const format = formatOf(name, bytes)
  if (!format) throw new SemblanceError('IMAGE_UNREADABLE', 'The file is not an image of a kind that can be read.')
  if (format.reason) throw new SemblanceError('IMAGE_UNREADABLE', format.reason)
  return format
}

function sharpImage(bytes: Uint8Array, failOn: 'error' | 'none'): Sharp {
  return sharp(bytes, { failOn, limitInputPixels: mostPixels, sequentialRead: true })
}

async function threadImage(
  bytes: Uint8Array,
  { name, decoder }: Format,
): Promise<{ image: Sharp; damage: string | null }> {
  const answer = await decodeInWorker({
    decoder: decoder as DecodeTask['decoder'],
    bytes,
    mostPixels: mostThreadPixels,
  })
  if ('isWhole' in answer) return { image: sharp(answer.data), damage: answer.isWhole ? null : cutShort }
  if ('data' in answer && answer.width > 0 && answer.height > 0) {
    const { width, height, data } = answer
    if (data.length === width * height * 4)
      return { image: sharp(data, { raw: { width, height, channels: 4 } }), damage: null }
  }
  const reasons = {
    damaged: `The ${name} image is damaged.`,
    'too large': 'The image has more than 150 million pixels.',
    'timed out': `The ${name} image took more than a minute to decode and was given up.`,
  }
  throw new SemblanceError('IMAGE_UNREADABLE', reasons['problem' in answer ? answer.problem : 'damaged'])
}

const cutShort = 'The image is cut short: part of the file is missing.'

function plainReason(message: string): string {
  if (/unsupported image format|Input buffer contains/.test(message))
    return 'The file is not an image of a kind that can be read.'
  if (/pixel limit/.test(message)) return 'The image has more than 400 million pixels.'
  if (/premature end|truncated|end of|libpng read error|corrupt header/i.test(message)) return cutShort
  // What decoders say at the same time in other threads can take the words away.
  if (/unknown error/i.test(message)) return 'The image is damaged or cut short.'
  return `The image is damaged (${message.split('\n')[0].trim()}).`
}
