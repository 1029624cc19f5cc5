/** semblance export DIR */
import { resolve } from 'node:path'
import { newCommand, print, withCore, type CommonOptions } from '../shared.ts'

export const exportCommand = () =>
  newCommand('export', 'write the model in use for other programs: ONNX, safetensors, embeddings as NumPy and JSON')
    .argument('<dir>', 'folder to write to, made if missing')
    .action((dir: string, options: CommonOptions) =>
      withCore(options, async (core) => {
        const exported = await core.api.exportModel({ dir: resolve(dir) })
        print(
          options,
          exported,
          `Wrote ${exported.files.join(', ')} to ${exported.dir} (${exported.photoCount} photos).`,
        )
      }),
    )
