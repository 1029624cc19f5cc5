/** semblance tag NAME --yes PHOTO... */
import type { Core, Reader } from '../../core/core.ts'
import type { TagRanking, TagRun } from '../../shared/domain.ts'
import { SemblanceError } from '../../shared/errors.ts'
import { shownName } from '../../shared/shown-name.ts'
import {
  newCommand,
  photoIdsOf,
  positive,
  print,
  withKnownCatalogue,
  withReader,
  type CommonOptions,
} from '../shared.ts'

interface Options extends CommonOptions {
  yes?: string[]
  no?: string[]
  apply?: boolean
  limit: number
}

export const tagCommand = () =>
  newCommand('tag', 'mark photos yes or no for a tag and rank the rest by it; --apply tags those that are sure')
    .argument('<name>', 'name of the tag, made if it is new')
    .option('--yes <photo...>', 'photos that have it')
    .option('--no <photo...>', 'photos that do not')
    .option('--apply', 'tag the sure ones; "semblance undo RUN" takes it back')
    .option('--limit <n>', 'how many to show', positive('whole'), 1000)
    .action((name: string, options: Options) =>
      options.yes || options.no || options.apply
        ? withKnownCatalogue(options, (core) => markAndRank(core, name, options))
        : withReader(options, async (reader) =>
            tell(await rank(reader, await tagOf(reader, name), options), null, options),
          ),
    )

async function markAndRank(core: Core, name: string, options: Options): Promise<void> {
  const [yes, no] = [await photoIdsOf(core, options.yes ?? []), await photoIdsOf(core, options.no ?? [])]
  refuseBoth(yes, no, options)
  if (yes.length === 0) await tagOf(core, name)
  const { tagId } = await core.api.createTag({ name })
  const labels = [
    ...yes.map((photoId) => ({ photoId, label: 'yes' as const })),
    ...no.map((photoId) => ({ photoId, label: 'no' as const })),
  ]
  await core.api.setLabels({ tagId, labels })
  const ranking = await rank(core, tagId, options)
  tell(ranking, options.apply ? await core.api.applyTag({ tagId }) : null, options)
}

const rank = ({ api }: Reader, tagId: number, { limit }: Options): Promise<TagRanking> =>
  api.rankTag({ tagId, offset: 0, limit: Math.min(limit, 1000) })

function tell({ photos, total, sureCount, askCount }: TagRanking, run: TagRun | null, options: Options): void {
  const lines = photos.map(
    ({ path, confidence, band }) => `${confidence.toFixed(3)}  ${band.padEnd(4)}  ${shownName(path)}`,
  )
  lines.push(`${total} photos: ${sureCount} sure, ${askCount} to ask about.`)
  if (run)
    lines.push(
      `Run ${run.runId} tagged ${run.taggedCount} photos as "${run.tagName}". Take it back with: semblance undo ${run.runId}`,
    )
  const result = run ? photos.filter(({ confidence }) => confidence >= run.minimumConfidence) : photos
  const value = result.map(({ path, confidence }) => ({ path, confidence }))
  print(options, value, lines.join('\n'))
  if (run && options.json) process.stderr.write(`semblance: run ${run.runId} tagged ${run.taggedCount} photos\n`)
}

/** Copies of one photo are one photo. */
function refuseBoth(yes: number[], no: number[], options: Options): void {
  const at = no.findIndex((photoId) => yes.includes(photoId))
  if (at < 0) return
  const [one, other] = [options.yes![yes.indexOf(no[at])], options.no![at]]
  const which = one === other ? `${one} is` : `${one} and ${other} are one photo, which is`
  throw new SemblanceError('INVALID_ARGUMENT', `${which} given after --yes and after --no. Leave one out.`)
}

/** A tag that nothing is marked with is not made. */
async function tagOf({ api }: Reader, name: string): Promise<number> {
  const wanted = keyOf(name)
  const known = (await api.listTags({})).find((tag) => keyOf(tag.name) === wanted)
  if (known?.yesCount) return known.tagId
  throw new SemblanceError(
    'NOT_ENOUGH_LABELS',
    `"${name}" has no photo marked yes: name at least one photo after --yes; three to ten work better.`,
  )
}

/** As the catalogue tells names apart. */
const keyOf = (name: string) => name.trim().normalize('NFC').toLowerCase()
