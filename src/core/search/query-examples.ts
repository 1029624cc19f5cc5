/** The examples of a query as vectors of the space that is searched: a photo's row, else what its pixels give. */
import { basename } from 'node:path'
import type { QueryExample } from '../../shared/domain.ts'
import { SemblanceError } from '../../shared/errors.ts'
import { decodePixels } from '../imaging/decode.ts'
import { colourHistogram } from './colour-histogram.ts'
import { rowAt, type SearchSpace } from './search-space.ts'

export interface ExampleSources {
  /** [P, P, 3] pixels to [D] by the active model; null when there is none. */
  embedImage(pixels: Uint8Array): Promise<Float32Array | null>
  /** A photo's file as it is. */
  readOriginal(photoId: number): Promise<{ path: string; bytes: Uint8Array }>
}

/** The photo that an example is a row of; null for a part and for an image's bytes. */
export const wholePhotoOf = (example: QueryExample): number | null =>
  'photoId' in example && example.region === undefined ? example.photoId : null

/** [D]; null where there is no encoder to see it by. Throws NOT_FOUND, IMAGE_UNREADABLE. */
export async function vectorOf(
  example: QueryExample,
  space: SearchSpace,
  sources: ExampleSources,
): Promise<Float32Array | null> {
  const photoId = wholePhotoOf(example)
  if (photoId !== null) return rowAt(space, space.rowOf.get(photoId)!)
  const { bytes, name } = await imageOf(example, sources)
  const pixels = await pixelsOf(bytes, name, example.region)
  return space.basis === 'colour' ? colourHistogram(pixels) : sources.embedImage(pixels)
}

async function imageOf(
  example: QueryExample,
  { readOriginal }: ExampleSources,
): Promise<{ bytes: Uint8Array; name?: string }> {
  if ('imageBase64' in example) return { bytes: Buffer.from(example.imageBase64, 'base64'), name: example.name }
  try {
    const { path, bytes } = await readOriginal(example.photoId)
    return { bytes, name: basename(path) }
  } catch (error) {
    if (error instanceof SemblanceError) throw error
    const { code } = error as NodeJS.ErrnoException
    throw new SemblanceError('IMAGE_UNREADABLE', `Photo ${example.photoId} could not be read (${code}).`, {
      cause: error,
    })
  }
}

/** What cannot be read is named: there may be several. */
async function pixelsOf(
  bytes: Uint8Array,
  name: string | undefined,
  region: QueryExample['region'],
): Promise<Uint8Array> {
  try {
    return (await decodePixels(bytes, name, region)).pixels
  } catch (error) {
    if (!(error instanceof SemblanceError) || name === undefined) throw error
    throw new SemblanceError(error.code, `${name}: ${error.message}`, { cause: error })
  }
}
