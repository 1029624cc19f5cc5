/** semblance tag NAME --yes PHOTO... */
import type { Core } from '../../core/core.ts'
import type { TagRanking } from '../../shared/domain.ts'
import { SemblanceError } from '../../shared/errors.ts'
import { shownName } from '../../shared/shown-name.ts'
import { newCommand, photoIdsOf, positive, print, withKnownCatalogue, type CommonOptions } from '../shared.ts'

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
    .option('--yes <photo...>', 'photos that have it')
    .option('--no <photo...>', 'photos that do not')
    .option('--apply', 'tag the likeliest; "semblance undo RUN" takes it back')
    .option('--count <n>', 'how many to tag; default: as many as about nine in ten are right of', positive('whole'))
    .option('--limit <n>', 'how many to show', positive('whole'), 1000)
    .action((name: string, options: Options) =>
      withKnownCatalogue(options, async (core) => {
        const [yes, no] = [await photoIdsOf(core, options.yes ?? []), await photoIdsOf(core, options.no ?? [])]
        refuseBoth(yes, no, options)
        if (yes.length === 0) await refuseWithoutYes(core, name)
        const { tagId } = await core.api.createTag({ name })
        const labels = [
          ...yes.map((photoId) => ({ photoId, label: 'yes' as const })),
          ...no.map((photoId) => ({ photoId, label: 'no' as const })),
        ]
        await core.api.setLabels({ tagId, labels })
        const ranking = await core.api.rankTag({ tagId, offset: 0, limit: Math.min(options.limit, 1000) })
        const { rankingId, suggestedCount } = ranking
        const count = options.count ?? suggestedCount
        const run = options.apply ? await core.api.applyTag({ tagId, rankingId, count }) : null
        const lines = ranking.photos.map(
          ({ path, confidence, band }) => `${confidence.toFixed(3)}  ${band.padEnd(4)}  ${shownName(path)}`,
        )
        lines.push(summaryOf(ranking))
        if (run)
          lines.push(
            `Run ${run.runId} tagged ${run.taggedCount} photos as "${run.tagName}". Take it back with: semblance undo ${run.runId}`,
          )
        const result = run
          ? ranking.photos.filter(({ confidence }) => confidence >= (run.minimumConfidence ?? 0))
          : ranking.photos
        print(
          options,
          result.map(({ path, confidence }) => ({ path, confidence })),
          lines.join('\n'),
        )
        if (run && options.json) process.stderr.write(`semblance: run ${run.runId} tagged ${run.taggedCount} photos\n`)
      }),
    )

/** "2,345 photos; of the first 120 about 85 to 95 % are right." */
function summaryOf({ total, suggestedCount, cutoffs }: TagRanking): string {
  const precision = cutoffs.find(({ count }) => count >= suggestedCount)?.precision
  const percent = (share: number) => (100 * share).toFixed(0)
  const right = precision
    ? `of the first ${suggestedCount} about ${percent(precision.low)} to ${percent(precision.high)} % are right`
    : 'mark a few more to learn how many are right'
  return `${total} photos; ${right}.`
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
async function refuseWithoutYes({ api }: Core, name: string): Promise<void> {
  const wanted = name.trim().toLowerCase()
  const known = (await api.listTags({})).find((tag) => tag.name.toLowerCase() === wanted)
  if (!known?.yesCount)
    throw new SemblanceError(
      'NOT_ENOUGH_LABELS',
      `"${name}" has no photo marked yes: name at least one photo after --yes; three to ten work better.`,
    )
}
