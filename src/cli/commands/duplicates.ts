/** semblance duplicates */
import { Option } from 'commander'
import type { Core } from '../../core/core.ts'
import {
  duplicateLevels,
  type Duplicate,
  type DuplicateGroup,
  type DuplicateLevel,
  type Duplicates,
  type DuplicatesStatus,
} from '../../shared/domain.ts'
import { SemblanceError, type ErrorCode } from '../../shared/errors.ts'
import { countOf, formatBytes, formatPercent } from '../../shared/format.ts'
import { shownName } from '../../shared/shown-name.ts'
import { inPages } from '../pages.ts'
import { endProgress, showProgress, timeLeft } from '../progress.ts'
import { print } from '../print.ts'
import { newCommand, positive, type CommonOptions } from '../shared.ts'
import { withKnownCatalogue } from '../with-core.ts'

interface Options extends CommonOptions {
  level?: DuplicateLevel
  limit: number
}

const pageSize = 100

export const duplicatesCommand = () =>
  newCommand(
    'duplicates',
    'photos that are the same or nearly: by file, picture, shot or moment; the best of each first',
  )
    .addOption(new Option('--level <level>', 'groups of this level alone').choices(duplicateLevels))
    .option('--limit <n>', 'how many groups to list', positive('whole'), pageSize)
    .action((options: Options) =>
      withKnownCatalogue(options, async (core) => {
        await looked(core)
        const found = await listed(core, options)
        print(options, found, textOf(found))
      }),
    )

/** Looks at the library where that was not done since it changed. Throws what stopped it. */
export async function looked(core: Core): Promise<void> {
  const begun = await core.api.findDuplicates({})
  if (begun.state !== 'running') return
  const ended = await new Promise<DuplicatesStatus>((done) =>
    core.subscribe('duplicates', (now) => {
      showProgress(`${now.phase}: ${formatPercent(now.progress)}, ${timeLeft(now.remainingMs)}`)
      if (now.state !== 'running') done(now)
    }),
  ).finally(endProgress)
  if (ended.error) throw new SemblanceError(ended.error.code as ErrorCode, ended.error.message)
}

async function listed({ api }: Core, { level, limit }: Options): Promise<Duplicates> {
  const pages: Duplicates[] = []
  const groups = await inPages(limit, pageSize, async (page) => {
    const found = await api.listDuplicates({ ...page, level })
    pages.push(found)
    return { items: found.groups, total: found.total }
  })
  return { ...pages.at(-1)!, groups }
}

function textOf({ groups, total }: Duplicates): string {
  if (total === 0) return 'No photo is there twice, or nearly.'
  const rest = total - groups.length
  const hint = 'Nothing is deleted. Hide what you do not want to see with: semblance hide PHOTO...'
  return [...groups.map(groupText), ...(rest > 0 ? [`and ${countOf(rest, 'more group')}: --limit`] : []), hint].join(
    '\n',
  )
}

const groupText = ({ reason, duplicates, bestReason, photoIds }: DuplicateGroup): string =>
  [
    `${reason} (${photoIds.length > 1 ? 'best' : 'one photo here'}: ${bestReason})`,
    ...duplicates.map((each, place) => `  ${place === 0 ? '*' : ' '} ${lineOf(each)}`),
  ].join('\n')

const lineOf = ({ path, width, height, sizeBytes }: Duplicate): string =>
  `${shownName(path)}  ${width} × ${height}, ${formatBytes(sizeBytes)}`
