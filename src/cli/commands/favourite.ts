/** semblance favourite PHOTO... */
import { choose } from '../choices.ts'
import { newCommand, type CommonOptions } from '../shared.ts'

export const favouriteCommand = () =>
  newCommand('favourite', 'make photos favourites, or no longer')
    .argument('<photos...>', 'paths of photos of the library')
    .option('--off', 'no longer')
    .action((photos: string[], options: CommonOptions & { off?: boolean }) =>
      choose(photos, options, { favourite: !options.off }, options.off ? 'no longer favourite' : 'now favourite'),
    )
