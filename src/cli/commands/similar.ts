/** semblance similar PHOTO */
import { existsSync, readFileSync, statSync } from 'node:fs'
import { resolve } from 'node:path'
import type { SimilarPhotos } from '../../shared/domain.ts'
import { SemblanceError } from '../../shared/errors.ts'
import { shownName } from '../../shared/shown-name.ts'
import type { Reader } from '../../core/core.ts'
import { newCommand, positive, print, withReader, type CommonOptions } from '../shared.ts'

export const similarCommand = () =>
  newCommand('similar', 'the photos of the library most similar to a photo, which may be outside it')
    .argument('<photo>', 'path of a photo')
    .option('--limit <n>', 'how many to show', positive('whole'), 20)
    .action((photo: string, options: CommonOptions & { limit: number }) =>
      withReader(options, async (reader) => {
        const { basis, modelVersion, results } = await find(reader, resolve(photo), Math.min(options.limit, 1000))
        const lines = results.map(({ path, similarity }) => `${similarity.toFixed(3)}  ${shownName(path)}`)
        const why =
          modelVersion === null
            ? 'there is no model yet ("semblance train" makes one)'
            : 'the model has not looked at this photo yet ("semblance index" on its folder has it look)'
        const heading = basis === 'colour' ? `By colour: ${why}.\n` : ''
        print(
          options,
          results.map(({ path, similarity }) => ({ path, similarity })),
          heading + (lines.join('\n') || 'The library has no other photos.'),
        )
      }),
    )

async function find({ api }: Reader, path: string, limit: number): Promise<SimilarPhotos> {
  if (!existsSync(path)) throw new SemblanceError('NOT_FOUND', `There is no file ${path}.`)
  if (statSync(path).isDirectory()) throw new SemblanceError('INVALID_ARGUMENT', `${path} is a folder. Give a photo.`)
  const [{ photoId }] = await api.findPhotosByPath({ paths: [path] })
  if (photoId !== null) return api.findSimilar({ photoId, limit })
  try {
    return await api.findSimilarToImage({ imageBase64: readFileSync(path).toString('base64'), limit })
  } catch (error) {
    if (!(error instanceof SemblanceError) || error.code !== 'IMAGE_UNREADABLE') throw error
    throw new SemblanceError('IMAGE_UNREADABLE', `${path}: ${error.message}`, { cause: error })
  }
}
