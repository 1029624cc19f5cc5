/** semblance export-tags FILE */
import { resolve } from 'node:path'
import { countOf } from '../../shared/format.ts'
import { print } from '../print.ts'
import { newCommand, type CommonOptions } from '../shared.ts'
import { withReader } from '../with-core.ts'
import { tagIdsOf } from '../tag-exchange.ts'

export const exportTagsCommand = () =>
  newCommand('export-tags', 'write tags, scores and where they come from as a table, one row a photo and tag')
    .argument('<file>', 'a new file that ends in .csv, .json or .parquet')
    .option('--tag <name...>', 'of these tags and those in them alone')
    .action((file: string, options: CommonOptions & { tag?: string[] }) =>
      withReader(options, async (core) => {
        const exported = await core.api.exportTags({
          path: resolve(file),
          tagIds: await tagIdsOf(core, options.tag),
        })
        print(options, exported, `Wrote ${countOf(exported.rowCount, 'row')} to ${exported.path}.`)
      }),
    )
