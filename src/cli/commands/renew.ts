/** semblance renew NAME [--apply] */
import { shownName } from '../../shared/shown-name.ts'
import { renewalInWords } from '../../shared/tagging-words.ts'
import { newCommand, print, withKnownCatalogue, type CommonOptions } from '../shared.ts'
import { runLine, tagNamed } from '../tags.ts'

const mostShown = 1000

export const renewCommand = () =>
  newCommand('renew', 'what the model in use would find in place of what an earlier one found')
    .argument('<name>', 'name of the tag')
    .option('--apply', 'make that change; "semblance undo" takes it back')
    .action((name: string, options: CommonOptions & { apply?: boolean }) =>
      withKnownCatalogue(options, async (core) => {
        const { tagId } = await tagNamed(core, name)
        if (options.apply) {
          const run = await core.api.renewRuns({ tagId })
          return print(options, run, `${runLine(run)}. Take it back with: semblance undo`)
        }
        const change = await core.api.compareRuns({ tagId, offset: 0, limit: mostShown })
        if (change === null)
          return print(
            options,
            null,
            'Nothing to find anew: nothing was found by an earlier model, or no photo that is there is marked yes.',
          )
        const lines = (sign: string, photos: { path: string }[]) =>
          photos.map(({ path }) => `${sign} ${shownName(path)}`)
        const text = [...lines('-', change.going), ...lines('+', change.coming), renewalInWords(change)].join('\n')
        print(options, change, text)
      }),
    )
