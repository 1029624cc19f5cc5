/** semblance hide [PHOTO...] */
import { keepOut, type KeptOutOptions } from '../choices.ts'
import { newCommand } from '../shared.ts'

export const hideCommand = () =>
  newCommand('hide', 'keep photos out of every list and search until they are shown again; without any, list them')
    .argument('[photos...]', 'paths of photos of the library')
    .option('--take-back', 'show them again')
    .action((photos: string[], options: KeptOutOptions) => keepOut(photos, options, 'hidden', 'hidden'))
