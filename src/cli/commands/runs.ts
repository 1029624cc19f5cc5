/** semblance runs [NAME] */
import { print } from '../print.ts'
import { newCommand, type CommonOptions } from '../shared.ts'
import { withReader } from '../with-core.ts'
import { runLine, tagNamed } from '../tags.ts'

export const runsCommand = () =>
  newCommand('runs', 'what was tagged by machine, newest first, and how right it is')
    .argument('[name]', 'of this tag only')
    .action((name: string | undefined, options: CommonOptions) =>
      withReader(options, async (reader) => {
        const tag = name === undefined ? undefined : await tagNamed(reader, name)
        const runs = await reader.api.listRuns({ tagId: tag?.tagId })
        print(options, runs, runs.map(runLine).join('\n') || 'Nothing was tagged by machine yet.')
      }),
    )
