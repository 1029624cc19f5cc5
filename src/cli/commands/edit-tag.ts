/** semblance edit-tag NAME */
import { Option } from 'commander'
import type { Core } from '../../core/core.ts'
import type { TagSummary } from '../../shared/domain.ts'
import { SemblanceError } from '../../shared/errors.ts'
import { countOf } from '../../shared/format.ts'
import { shownName } from '../../shared/shown-name.ts'
import { print } from '../print.ts'
import { newCommand, type CommonOptions } from '../shared.ts'
import { withKnownCatalogue } from '../with-core.ts'
import { tagLine, tagNamed } from '../tags.ts'

interface Options extends CommonOptions {
  rename?: string
  merge?: string
  delete?: boolean
  exclusive?: 'yes' | 'no'
}

const ways = ['rename', 'merge', 'delete', 'exclusive'] as const
const othersThan = (way: (typeof ways)[number]) => ways.filter((other) => other !== way)

export const editTagCommand = () =>
  newCommand('edit-tag', 'rename, merge or delete a tag, or make those in it exclude each other')
    .argument('<name>', 'name of the tag')
    .addOption(new Option('--rename <new>', 'its new name; "A/B" puts it into A').conflicts(othersThan('rename')))
    .addOption(new Option('--merge <other>', 'give all it has to another tag').conflicts(othersThan('merge')))
    .addOption(new Option('--delete', 'delete it, with its marks and all in it').conflicts(othersThan('delete')))
    .addOption(
      new Option('--exclusive <answer>', 'whether a photo has one of the tags in it at most')
        .choices(['yes', 'no'])
        .conflicts(othersThan('exclusive')),
    )
    .action((name: string, options: Options) =>
      withKnownCatalogue(options, async (core) => edit(core, await tagNamed(core, name), options)),
    )

async function edit(core: Core, { tagId, name }: TagSummary, options: Options): Promise<void> {
  const { api } = core
  const tell = (tag: TagSummary) => print(options, tag, `${tagLine(tag)}. ${takenBack}`)
  if (options.rename !== undefined) return tell(await api.renameTag({ tagId, name: options.rename }))
  if (options.merge !== undefined) {
    const { tagId: intoTagId } = await tagNamed(core, options.merge)
    return tell(await api.mergeTags({ tagId, intoTagId }))
  }
  if (options.exclusive !== undefined)
    return tell(await api.setExclusive({ tagId, exclusive: options.exclusive === 'yes' }))
  if (!options.delete)
    throw new SemblanceError('INVALID_ARGUMENT', 'Say what to do: --rename, --merge, --delete or --exclusive.')
  const { removedLabelCount } = await api.deleteTag({ tagId })
  const told = `Deleted "${shownName(name)}" with ${countOf(removedLabelCount, 'mark')}. ${takenBack}`
  print(options, { tagId, name, removedLabelCount }, told)
}

const takenBack = 'Take it back with: semblance undo'
