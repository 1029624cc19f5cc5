/** semblance similar PHOTO... [--minus PHOTO] [--region X,Y,WIDTH,HEIGHT] */
import { existsSync, readFileSync, statSync } from 'node:fs'
import { resolve } from 'node:path'
import { InvalidArgumentError, Option } from 'commander'
import {
  similarityLevels,
  type QueryExample,
  type Region,
  type SimilarityLevel,
  type SimilarPhoto,
  type SimilarPhotos,
} from '../../shared/domain.ts'
import { SemblanceError } from '../../shared/errors.ts'
import { countOf } from '../../shared/format.ts'
import { shownName } from '../../shared/shown-name.ts'
import type { Reader } from '../../core/core.ts'
import { print } from '../print.ts'
import { newCommand, positive, type CommonOptions } from '../shared.ts'
import { withReader } from '../with-core.ts'

interface Options extends CommonOptions {
  minus: string[]
  region?: Region
  level?: SimilarityLevel
  limit: number
}

const mostFound = 1000

export const similarCommand = () =>
  newCommand('similar', 'the photos of the library most similar to photos, which may be outside it')
    .argument('<photo...>', 'paths of photos')
    .option('--minus <photo...>', 'photos that it is not to be like: all that follow', [])
    .option(
      '--region <x,y,width,height>',
      'of the one photo this part alone, in shares from 0 to 1; also found in parts of photos ("index --regions")',
      region,
    )
    .addOption(
      new Option('--level <level>', 'only the same shot, the same scene, the same kind').choices(similarityLevels),
    )
    .option('--limit <n>', `how many to show, up to ${mostFound}`, positive('whole', mostFound), 20)
    .action((photos: string[], options: Options) =>
      withReader(options, async (reader) => {
        const query = await queryOf(reader, photos, options)
        // Which of the nearest reach a level is known when they are found.
        const limit = options.level ? mostFound : options.limit
        const answer = await reader.api.findSimilar({ query, limit, levels: options.level !== undefined })
        const { basis, modelVersion } = answer
        const results = atLevel(answer, options.level).slice(0, options.limit)
        const lines = results.map(
          (photo) => `${photo.similarity.toFixed(3)}  ${shownName(photo.path)}${regionText(photo)}`,
        )
        const why =
          modelVersion === null
            ? 'there is no model yet ("semblance train" makes one)'
            : 'the model has not looked at each of these photos yet ("semblance index" on the folder has it look)'
        const heading = basis === 'colour' ? `By colour: ${why}.\n` : await withoutRegions(reader, answer)
        print(
          options,
          results.map(({ path, similarity, region }) => ({ path, similarity, region })),
          heading +
            (lines.join('\n') || (options.level ? 'No photo is that alike.' : 'The library has no other photos.')),
        )
      }),
    )

/** The part that a photo was found by, as `--region` takes it. */
function regionText({ region }: SimilarPhoto): string {
  if (region === null) return ''
  const { x, y, width, height } = region
  return `  in ${[x, y, width, height].map((share) => Number(share.toFixed(3))).join(',')}`
}

/** Said where a part was looked for. */
async function withoutRegions({ api }: Reader, { regionPhotoCount }: SimilarPhotos): Promise<string> {
  if (regionPhotoCount === null) return ''
  const { photoCount } = await api.getStatus({})
  const missing = photoCount - regionPhotoCount
  if (missing <= 0) return ''
  return `Parts of ${countOf(missing, 'photo')} have not been looked at ("semblance index --regions" does).\n`
}

/** Throws NOT_ENOUGH_PHOTOS where levels are not known. */
function atLevel({ basis, levelCounts, results }: SimilarPhotos, level?: SimilarityLevel): SimilarPhoto[] {
  if (level === undefined) return results
  if (levelCounts === null)
    throw new SemblanceError(
      'NOT_ENOUGH_PHOTOS',
      basis === 'colour'
        ? 'Levels need a model that has looked at these photos. Leave --level out.'
        : 'Levels are not known of so few photos. Leave --level out.',
    )
  const reached = similarityLevels.slice(0, similarityLevels.indexOf(level) + 1)
  return results.filter((photo) => photo.level !== null && reached.includes(photo.level))
}

function region(text: string): Region {
  const shares = text.split(',').map((share) => (share.trim() === '' ? NaN : Number(share)))
  const [x, y, width, height, ...rest] = shares
  const isWithin = x >= 0 && y >= 0 && width > 0 && height > 0 && x + width <= 1 && y + height <= 1
  if (rest.length > 0 || !isWithin)
    throw new InvalidArgumentError('It must be four shares within the photo, as in 0.25,0.5,0.5,0.5.')
  return { x, y, width, height }
}

async function queryOf(reader: Reader, photos: string[], { minus, region }: Options): Promise<QueryExample[]> {
  if (region && photos.length > 1)
    throw new SemblanceError('INVALID_ARGUMENT', '--region is of one photo. Give one, or leave it out.')
  const plus = await Promise.all(photos.map((photo) => exampleAt(reader, resolve(photo))))
  const others = await Promise.all(minus.map((photo) => exampleAt(reader, resolve(photo))))
  return [...plus.map((example) => ({ ...example, region })), ...others.map((example) => ({ ...example, minus: true }))]
}

/** A photo of the library, or the bytes of a file outside it. */
async function exampleAt({ api }: Reader, path: string): Promise<QueryExample> {
  if (!existsSync(path)) throw new SemblanceError('NOT_FOUND', `There is no file ${path}.`)
  if (statSync(path).isDirectory()) throw new SemblanceError('INVALID_ARGUMENT', `${path} is a folder. Give a photo.`)
  const [{ photoId }] = await api.findPhotosByPath({ paths: [path] })
  return photoId === null ? { imageBase64: readFileSync(path).toString('base64'), name: path } : { photoId }
}
