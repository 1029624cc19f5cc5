/** semblance import FILE */
import { resolve } from 'node:path'
import { showingNewPhotos } from '../jobs.ts'
import { print } from '../print.ts'
import { newCommand, type CommonOptions } from '../shared.ts'
import { withKnownCatalogue } from '../with-core.ts'
import { countOf } from '../../shared/format.ts'

export const importCommand = () =>
  newCommand(
    'import',
    'use an encoder that "semblance export" wrote (encoder.safetensors) on this library, with the embeddings beside it',
  )
    .argument('<file>', 'encoder.safetensors')
    .action((file: string, options: CommonOptions) =>
      withKnownCatalogue(options, async (core) => {
        const model = await showingNewPhotos(core, () => core.api.importModel({ path: resolve(file) }))
        const { embeddedCount } = await core.api.getStatus({})
        print(options, model, `Model ${model.modelVersion} is in use; ${countOf(embeddedCount, 'photo')} embedded.`)
      }),
    )
