/** semblance renew NAME [--apply] */
import type { Core } from '../../core/core.ts'
import type { Renewal } from '../../shared/domain.ts'
import { shownName } from '../../shared/shown-name.ts'
import { renewalInWords } from '../../shared/tagging-words.ts'
import { inPages } from '../pages.ts'
import { print } from '../print.ts'
import { newCommand, type CommonOptions } from '../shared.ts'
import { withKnownCatalogue } from '../with-core.ts'
import { runLine, tagNamed } from '../tags.ts'

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
        const change = await whatChanges(core, tagId)
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

/** Null where there is nothing to find anew. */
async function whatChanges({ api }: Core, tagId: number): Promise<Renewal | null> {
  const pages: Renewal[] = []
  await inPages(Infinity, 1000, async (page) => {
    const change = await api.compareRuns({ tagId, ...page })
    if (change) pages.push(change)
    return { items: change?.going ?? [], total: change?.goingCount ?? 0 }
  })
  const [all] = pages
  if (!all) return null
  return { ...all, going: pages.flatMap(({ going }) => going), coming: pages.flatMap(({ coming }) => coming) }
}
