/** semblance tag NAME --yes PHOTO... */
import type { Core, Reader } from '../../core/core.ts'
import type { TagRanking, TagRun } from '../../shared/domain.ts'
import { SemblanceError } from '../../shared/errors.ts'
import { countOf } from '../../shared/format.ts'
import { echoed, shownName } from '../../shared/shown-name.ts'
import { cutoffInWords } from '../../shared/tagging-words.ts'
import { inPages } from '../pages.ts'
import { print } from '../print.ts'
import { newCommand, photoIdsOf, positive, type CommonOptions } from '../shared.ts'
import { withKnownCatalogue, withReader } from '../with-core.ts'
import { findTag } from '../tags.ts'

interface Options extends CommonOptions {
  yes?: string[]
  no?: string[]
  apply?: boolean
  count?: number
  limit: number
}

export const tagCommand = () =>
  newCommand('tag', 'mark photos yes or no for a tag and rank the rest by it; --apply tags the likeliest')
    .argument('<name>', 'name of the tag, made if it is new')
    .option('--yes <photo...>', 'photos that have it: all that follow')
    .option('--no <photo...>', 'photos that do not: all that follow')
    .option('--apply', 'tag the likeliest; "semblance undo RUN" takes it back')
    .option('--count <n>', 'how many to tag; default: down to where four in five are right', positive('whole'))
    .option('--limit <n>', 'how many to show', positive('whole'), 1000)
    .action((name: string, options: Options) => {
      if (options.count !== undefined && !options.apply)
        throw new SemblanceError(
          'INVALID_ARGUMENT',
          '--count says how many --apply tags. Give both, or --limit to show.',
        )
      return options.yes || options.no || options.apply
        ? withKnownCatalogue(options, (core) => markAndRank(core, name, options))
        : withReader(options, async (reader) =>
            tell(await rank(reader, await tagOf(reader, name), options), null, options),
          )
    })

async function markAndRank(core: Core, name: string, options: Options): Promise<void> {
  const [yes, no] = [await photoIdsOf(core, options.yes ?? []), await photoIdsOf(core, options.no ?? [])]
  refuseBoth(yes, no, options)
  if (yes.length === 0) await tagOf(core, name)
  const { tagId } = (await findTag(core, name)) ?? (await core.api.createTag({ name }))
  const labels = [
    ...yes.map((photoId) => ({ photoId, label: 'yes' as const })),
    ...no.map((photoId) => ({ photoId, label: 'no' as const })),
  ]
  await core.api.setLabels({ tagId, labels })
  const ranking = await rank(core, tagId, options)
  const { rankingId, suggestedCount: count } = ranking
  const run = options.apply ? await core.api.applyTag({ tagId, rankingId, count: options.count ?? count }) : null
  tell(ranking, run, options)
}

/** All pages are of one ranking. */
async function rank({ api }: Reader, tagId: number, { limit }: Options): Promise<TagRanking> {
  const pages: TagRanking[] = []
  const photos = await inPages(limit, 1000, async (page) => {
    const ranking = await api.rankTag({ tagId, ...page, rankingId: pages[0]?.rankingId })
    pages.push(ranking)
    return { items: ranking.photos, total: ranking.total }
  })
  return { ...pages[0], photos }
}

function tell(ranking: TagRanking, run: TagRun | null, options: Options): void {
  const { photos } = ranking
  const lines = photos.map(
    ({ path, confidence, band }) => `${confidence.toFixed(3)}  ${band.padEnd(4)}  ${shownName(path)}`,
  )
  lines.push(summaryOf(ranking))
  if (run)
    lines.push(`Run ${run.runId} tagged ${countOf(run.taggedCount, 'photo')} as "${run.tagName}". ${takenBackBy(run)}`)
  const result = run ? photos.slice(0, run.cutoffCount ?? run.taggedCount) : photos
  const value = result.map(({ path, confidence }) => ({ path, confidence }))
  print(options, value, lines.join('\n'))
  if (run && options.json)
    process.stderr.write(`semblance: run ${run.runId} tagged ${countOf(run.taggedCount, 'photo')}\n`)
}

const takenBackBy = ({ runId }: TagRun): string => `Take it back with: semblance undo ${runId}`

/** "2,345 photos ranked. Suggested: 120 photos, about 85 to 95 % right." as the window says it. */
function summaryOf({ total, suggestedCount: count, cutoffs }: TagRanking): string {
  const precision = cutoffs.find((cutoff) => cutoff.count >= count)?.precision ?? null
  const suggested = cutoffInWords({ count, precision, bound: null, auditId: null })
  return `${countOf(total, 'photo')} ranked. Suggested: ${suggested}.`
}

/** Copies of one photo are one photo. */
function refuseBoth(yes: number[], no: number[], options: Options): void {
  const at = no.findIndex((photoId) => yes.includes(photoId))
  if (at < 0) return
  const [one, other] = [options.yes![yes.indexOf(no[at])], options.no![at]]
  const which = one === other ? `${echoed(one)} is` : `${echoed(one)} and ${echoed(other)} are one photo, which is`
  throw new SemblanceError('INVALID_ARGUMENT', `${which} given after --yes and after --no. Leave one out.`)
}

/** A tag that nothing is marked with is not made. */
async function tagOf(reader: Reader, name: string): Promise<number> {
  const known = await findTag(reader, name)
  if (known?.yesCount) return known.tagId
  throw new SemblanceError(
    'NOT_ENOUGH_LABELS',
    `"${echoed(name)}" has no photo marked yes: name at least one photo after --yes; three to ten work better.`,
  )
}
