/** semblance remove DIR */
import { resolve } from 'node:path'
import { SemblanceError } from '../../shared/errors.ts'
import { print } from '../print.ts'
import { named, newCommand, type CommonOptions } from '../shared.ts'
import { withKnownCatalogue } from '../with-core.ts'
import { countOf } from '../../shared/format.ts'

export const removeCommand = () =>
  newCommand(
    'remove',
    'take a folder out of the library; its files stay where they are, its marks are kept for when it is added again',
  )
    .argument('<dir>', 'a folder of the library', named)
    .action((dir: string, options: CommonOptions) =>
      withKnownCatalogue(options, async ({ api }) => {
        const { folders } = await api.getStatus({})
        const folder = folders.find(({ path }) => path === resolve(dir))
        if (!folder) {
          const names = folders.map(({ path }) => path).join(', ') || 'none'
          throw new SemblanceError('NOT_FOUND', `${resolve(dir)} is no folder of the library. Its folders: ${names}.`)
        }
        const { removedPhotoCount } = await api.removeFolder({ folderId: folder.folderId })
        print(
          options,
          { removedPhotoCount },
          `${countOf(removedPhotoCount, 'photo')} left the library with ${folder.path}. No file was touched; marks are kept for when the folder is added again.`,
        )
      }),
    )
