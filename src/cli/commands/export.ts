/** semblance export DIR */
import { resolve } from 'node:path'
import { print } from '../print.ts'
import { named, newCommand, type CommonOptions } from '../shared.ts'
import { withReader } from '../with-core.ts'
import { countOf } from '../../shared/format.ts'

export const exportCommand = () =>
  newCommand('export', 'write the model in use for other programs: ONNX, safetensors, embeddings as NumPy and JSON')
    .argument('<dir>', 'folder to write to, made if missing', named)
    .action((dir: string, options: CommonOptions) =>
      withReader(options, async ({ api }) => {
        const exported = await api.exportModel({ dir: resolve(dir) })
        print(
          options,
          exported,
          `Wrote ${exported.files.join(', ')} to ${exported.dir} (${countOf(exported.photoCount, 'photo')}).`,
        )
      }),
    )
