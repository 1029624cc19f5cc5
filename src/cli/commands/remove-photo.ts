/** semblance remove-photo [PHOTO...] */
import { keepOut, type KeptOutOptions } from '../choices.ts'
import { newCommand } from '../shared.ts'

export const removePhotoCommand = () =>
  newCommand('remove-photo', 'take photos out of the library, never off the disk; without any, list those taken out')
    .argument('[photos...]', 'paths of photos of the library')
    .option('--take-back', 'take them in again')
    .action((photos: string[], options: KeptOutOptions) =>
      keepOut(photos, options, 'removed', 'out of the library; no file was touched'),
    )
