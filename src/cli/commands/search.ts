/** semblance search QUERY */
import { Option } from 'commander'
import type { Reader } from '../../core/core.ts'
import { galleryOrders, type GalleryOrder } from '../../shared/domain.ts'
import { shownName } from '../../shared/shown-name.ts'
import { print } from '../print.ts'
import { newCommand, type CommonOptions } from '../shared.ts'
import { withReader } from '../with-core.ts'

const mostAsked = 1000
/** By similarity is the command of that name. */
const orders = galleryOrders.filter((order) => order !== 'similar')

export const searchCommand = () =>
  newCommand('search', 'the paths of photos by name, folder, tag, date, camera, place and the like')
    .argument('<query...>', 'what the search box takes: tag:dogs last summer; after -- also -tag:dogs')
    .addOption(new Option('--order <order>', 'how they are sorted').choices(orders).default('taken'))
    .action((words: string[], options: CommonOptions & { order: GalleryOrder }) =>
      withReader(options, async (reader) => {
        const paths = await find(reader, words.join(' '), options.order)
        const nothing = 'No photo is found. Leave a part of the query out, or see "semblance tags".'
        print(options, paths, paths.map((path) => shownName(path)).join('\n') || nothing)
      }),
    )

async function find({ api }: Reader, query: string, order: GalleryOrder): Promise<string[]> {
  const { photos } = await api.searchPhotos({ query, order })
  const bytes = Uint8Array.from(Buffer.from(photos.photoIds, 'base64'))
  const photoIds = [...new Int32Array(bytes.buffer)]
  const paths: string[] = []
  for (let first = 0; first < photoIds.length; first += mostAsked) {
    const found = await api.getPaths({ photoIds: photoIds.slice(first, first + mostAsked) })
    paths.push(...found.map(({ path }) => path))
  }
  return paths
}
