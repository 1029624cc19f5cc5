/** semblance import-keywords [--dry-run] [--only NAME...] */
import type { Core, Reader } from '../../core/core.ts'
import { keyOf } from '../../core/store/tag-names.ts'
import type { FileProblem, FoundKeyword } from '../../shared/exchange.ts'
import { SemblanceError } from '../../shared/errors.ts'
import { echoed, shownName } from '../../shared/shown-name.ts'
import { print } from '../print.ts'
import { newCommand, type CommonOptions } from '../shared.ts'
import { withKnownCatalogue, withReader } from '../with-core.ts'
import { onAllPages, problemLines } from '../tag-exchange.ts'
import { countOf, formatCount } from '../../shared/format.ts'

interface Options extends CommonOptions {
  dryRun?: boolean
  only?: string[]
}

export const importKeywordsCommand = () =>
  newCommand(
    'import-keywords',
    'mark photos as yes by the keywords that other programs wrote in them or in sidecars; your own marks stay',
  )
    .option('--dry-run', 'list the keywords and mark nothing')
    .option('--only <name...>', 'of these keywords alone')
    .action((options: Options) =>
      options.dryRun
        ? withReader(options, async (reader) => tell(await found(reader, options), null, options))
        : withKnownCatalogue(options, async (core) => {
            const all = await found(core, options)
            tell(all, await markBy(core, all), options)
          }),
    )

interface Found {
  keywords: FoundKeyword[]
  problems: FileProblem[]
}

async function found({ api }: Reader, options: Options): Promise<Found> {
  const pages = await onAllPages('Looking for keywords', (page) => api.findKeywords(page))
  const keywords = chosen(pages.at(-1)!.keywords, options.only)
  return { keywords, problems: pages.flatMap((page) => page.problems) }
}

async function markBy({ api }: Core, { keywords }: Found): Promise<number> {
  const names = keywords.filter(({ newCount }) => newCount > 0).map(({ name }) => name)
  return names.length === 0 ? 0 : (await api.importKeywords({ keywords: names })).markCount
}

/** Null where nothing was to be marked. */
function tell({ keywords, problems }: Found, markCount: number | null, options: Options): void {
  const outcome =
    markCount === null ? 'nothing was marked (--dry-run)' : `${countOf(markCount, 'photo')} marked by them`
  const lines = [
    ...keywords.map(lineOf),
    ...problemLines(problems),
    `${countOf(keywords.length, 'keyword')}; ${outcome}.`,
  ]
  print(options, { keywords, markCount: markCount ?? 0, problems }, lines.join('\n'))
}

const lineOf = ({ name, photoCount, newCount, tagId }: FoundKeyword) =>
  `${shownName(name)}: ${countOf(photoCount, 'photo')}, ${formatCount(newCount)} not marked yet${tagId === null ? ', a new tag' : ''}`

/** A slash inside a keyword is shown as the sign that looks like it, and may be typed as a slash. */
const typed = (name: string) => keyOf(name).replaceAll('\u2215', '/')

function chosen(keywords: FoundKeyword[], only?: string[]): FoundKeyword[] {
  for (const name of only ?? [])
    if (!keywords.some((keyword) => typed(keyword.name) === typed(name)))
      throw new SemblanceError(
        'NOT_FOUND',
        `The keyword "${echoed(name)}" was not found. --dry-run lists those that were.`,
      )
  const wanted = only?.map(typed)
  return keywords.filter(({ name }) => wanted?.includes(typed(name)) ?? true)
}
