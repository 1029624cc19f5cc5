/** semblance proposals [GROUP] */
import { Option } from 'commander'
import type { Core } from '../../core/core.ts'
import type { Proposal } from '../../shared/domain.ts'
import { SemblanceError } from '../../shared/errors.ts'
import { countOf } from '../../shared/format.ts'
import { echoed, shownName } from '../../shared/shown-name.ts'
import { print } from '../print.ts'
import { newCommand, type CommonOptions } from '../shared.ts'
import { withKnownCatalogue } from '../with-core.ts'
import { tagLine } from '../tags.ts'

interface Options extends CommonOptions {
  name?: string
  later?: boolean
  never?: boolean
}

export const proposalsCommand = () =>
  newCommand('proposals', 'groups of photos that look alike and have no tag: give one a name, or put it aside')
    .argument('[group]', 'id of a group, as listed')
    .option('--name <tag>', 'mark its typical photos yes for this tag, made if it is new')
    .addOption(new Option('--later', 'do not propose it for a week').conflicts(['name', 'never']))
    .addOption(new Option('--never', 'do not propose it any more').conflicts('name'))
    .action((group: string | undefined, options: Options) =>
      withKnownCatalogue(options, async (core) => {
        const isAnswer = options.name !== undefined || options.later || options.never
        if ((group !== undefined) !== Boolean(isAnswer))
          throw new SemblanceError('INVALID_ARGUMENT', 'Give a group together with --name, --later or --never.')
        if (group === undefined) return list(core, options)
        return options.name === undefined ? putAside(core, group, options) : name(core, group, options.name, options)
      }),
    )

async function list({ api }: Core, options: Options): Promise<void> {
  const proposals = await api.listProposals({})
  const hint = 'Give one a name with: semblance proposals GROUP --name TAG; or put it aside: --later, --never.'
  const text =
    proposals.length > 0 ? [...proposals.map(lineOf), hint].join('\n') : 'No groups without a tag were found.'
  print(options, proposals, text)
}

const lineOf = ({ proposalId, photoCount, typical }: Proposal): string => {
  const some = typical.slice(0, 4).map(({ name }) => shownName(name))
  return `${proposalId}  ${countOf(photoCount, 'photo')}, such as ${some.join(', ')}`
}

async function name({ api }: Core, proposalId: string, tag: string, options: Options): Promise<void> {
  const found = (await api.listProposals({})).find((each) => each.proposalId === proposalId)
  if (!found)
    throw new SemblanceError(
      'NOT_FOUND',
      `There is no group "${echoed(proposalId)}". "semblance proposals" lists them.`,
    )
  const photoIds = found.typical.map(({ photoId }) => photoId)
  const named = await api.nameProposal({ proposalId, name: tag, photoIds })
  print(options, named, `${tagLine(named)}. Rank the rest with: semblance tag "${shownName(named.name)}"`)
}

async function putAside({ api }: Core, proposalId: string, options: Options): Promise<void> {
  const aside = await api.putAsideProposal({ proposalId, forGood: options.never ?? false })
  const until = options.never ? 'for good' : 'for a week'
  print(options, aside, `Put ${countOf(aside.photoCount, 'photo')} aside ${until}. Take it back with: semblance undo`)
}
