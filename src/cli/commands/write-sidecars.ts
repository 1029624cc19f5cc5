/** semblance write-sidecars [--tag NAME...] [--dry-run] [--naming found|full|short] */
import { Option } from 'commander'
import type { Reader } from '../../core/core.ts'
import { sidecarNamings, type FileProblem, type SidecarChange, type SidecarNaming } from '../../shared/exchange.ts'
import { SemblanceError } from '../../shared/errors.ts'
import { countOf } from '../../shared/format.ts'
import { shownName } from '../../shared/shown-name.ts'
import { endProgress, showProgress } from '../progress.ts'
import { print } from '../print.ts'
import { newCommand, type CommonOptions } from '../shared.ts'
import { withReader } from '../with-core.ts'
import { onAllPages, problemLines, tagIdsOf } from '../tag-exchange.ts'

interface Options extends CommonOptions {
  tag?: string[]
  dryRun?: boolean
  naming: SidecarNaming
}

export const writeSidecarsCommand = () =>
  newCommand(
    'write-sidecars',
    'write tags as keywords into XMP sidecars beside the photos; what else is in them stays, photos are never written to',
  )
    .option('--tag <name...>', 'of these tags and those in them alone; keywords written before for others stay')
    .option('--dry-run', 'show the difference and write nothing')
    .addOption(
      new Option(
        '--naming <how>',
        'a.jpg.xmp (full), a.xmp (short), or as found beside the photo, else full; Lightroom reads short ones',
      )
        .choices(sidecarNamings)
        .default('found'),
    )
    .action((options: Options) =>
      withReader(options, async (core) => {
        const manner = { tagIds: await tagIdsOf(core, options.tag), naming: options.naming }
        const pages = await onAllPages('Comparing sidecars', (page) => core.api.previewSidecars({ ...page, ...manner }))
        const changes = pages.flatMap((page) => page.changes)
        const written = options.dryRun ? { writtenCount: 0, problems: [] } : await writeAll(core, changes, manner)
        const problems = [...pages.flatMap((page) => page.problems), ...written.problems]
        const lines = [
          ...changes.flatMap(linesOf),
          ...problemLines(problems),
          options.dryRun
            ? `${countOf(changes.length, 'sidecar')} would change; nothing was written (--dry-run).`
            : `${countOf(written.writtenCount, 'sidecar')} written.`,
        ]
        print(options, { changes, writtenCount: written.writtenCount, problems }, lines.join('\n'))
        if (!options.dryRun && problems.length > 0)
          throw new SemblanceError('NOT_FOUND', `${countOf(problems.length, 'sidecar')} could not be written.`)
      }),
    )

const linesOf = ({ path, isNew, added, removed }: SidecarChange) => [
  `${shownName(path)}${isNew ? ' (new)' : ''}`,
  ...added.map((name) => `  + ${shownName(name)}`),
  ...removed.map((name) => `  - ${shownName(name)}`),
  ...(added.length + removed.length === 0
    ? ['  the same keywords; what is noted of where they come from changes']
    : []),
]

const batchSize = 100

async function writeAll(
  { api }: Reader,
  changes: SidecarChange[],
  manner: { tagIds?: number[]; naming: SidecarNaming },
): Promise<{ writtenCount: number; problems: FileProblem[] }> {
  let writtenCount = 0
  const problems: FileProblem[] = []
  for (let from = 0; from < changes.length; from += batchSize) {
    showProgress(`Writing sidecars: ${from} of ${changes.length}`)
    const batch = changes.slice(from, from + batchSize).map(({ photoPath, hash }) => ({ photoPath, hash }))
    const written = await api.writeSidecars({ changes: batch, ...manner })
    writtenCount += written.writtenCount
    problems.push(...written.problems)
  }
  endProgress()
  return { writtenCount, problems }
}
