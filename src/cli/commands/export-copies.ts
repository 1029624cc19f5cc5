/** semblance export-copies DIR PHOTO... */
import { resolve } from 'node:path'
import { SemblanceError } from '../../shared/errors.ts'
import { countOf } from '../../shared/format.ts'
import { print } from '../print.ts'
import { named, newCommand, photoIdsOf, type CommonOptions } from '../shared.ts'
import { withReader } from '../with-core.ts'

/** Photos copied by one call. */
const sliceSize = 100

export const exportCopiesCommand = () =>
  newCommand('export-copies', 'copy the files of photos into a folder; nothing there is replaced')
    .argument('<dir>', 'a folder that is there', named)
    .argument('<photo...>', 'photos of the library')
    .action((dir: string, paths: string[], options: CommonOptions) =>
      withReader(options, async (core) => {
        const photoIds = [...new Set(await photoIdsOf(core, paths))]
        const all = { folder: resolve(dir), copiedCount: 0, problems: [] as { path: string; reason: string }[] }
        for (let from = 0; from < photoIds.length; from += sliceSize) {
          const some = { photoIds: photoIds.slice(from, from + sliceSize), folder: all.folder }
          const { copiedCount, problems } = await core.api.exportCopies(some)
          all.copiedCount += copiedCount
          all.problems.push(...problems)
        }
        for (const { path, reason } of all.problems) process.stderr.write(`semblance: ${path}: ${reason}\n`)
        print(options, all, `Copied ${countOf(all.copiedCount, 'file')} to ${all.folder}.`)
        if (all.problems.length > 0)
          throw new SemblanceError('NOT_FOUND', `${countOf(all.problems.length, 'file')} could not be copied.`)
      }),
    )
