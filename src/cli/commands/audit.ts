/** semblance audit NAME [--answer yes|no PHOTO] */
import { InvalidArgumentError, Option } from 'commander'
import type { Core } from '../../core/core.ts'
import type { AuditStatus, LabelValue } from '../../shared/domain.ts'
import { SemblanceError } from '../../shared/errors.ts'
import { countOf } from '../../shared/format.ts'
import { shownName } from '../../shared/shown-name.ts'
import { auditedInWords, resultInWords } from '../../shared/tagging-words.ts'
import { newCommand, photoIdsOf, print, withKnownCatalogue, type CommonOptions } from '../shared.ts'
import { runLine, tagNamed } from '../tags.ts'

interface Options extends CommonOptions {
  wanted: number
  answer?: LabelValue
  apply?: boolean
  end?: boolean
}

export const auditCommand = () =>
  newCommand('audit', 'check by random photos how many of those that would be tagged are right')
    .argument('<name>', 'name of the tag')
    .argument('[photo]', 'the photo that --answer is for')
    .option('--wanted <share>', 'per cent that are to be right, 50 to 99', share, 0.9)
    .addOption(new Option('--answer <label>', 'whether the photo has the tag').choices(['yes', 'no']))
    .option('--apply', 'tag the photos that the check has shown')
    .addOption(new Option('--end', 'end the check').conflicts(['answer', 'apply']))
    .action((name: string, path: string | undefined, options: Options) =>
      withKnownCatalogue(options, async (core) => {
        const { tagId } = await tagNamed(core, name)
        if (options.apply) return apply(core, tagId, options)
        const open =
          (await core.api.getAudit({ tagId })) ?? (await core.api.startAudit({ tagId, wanted: options.wanted }))
        tell(await goOn(core, open, path, options), options)
      }),
    )

async function goOn(core: Core, open: AuditStatus, path: string | undefined, options: Options): Promise<AuditStatus> {
  const { auditId } = open
  if (options.end) return core.api.endAudit({ auditId })
  if (options.answer === undefined && path === undefined) return open
  if (options.answer === undefined || path === undefined)
    throw new SemblanceError('INVALID_ARGUMENT', 'Give --answer yes or no together with the photo that it is for.')
  const [photoId] = await photoIdsOf(core, [path])
  return core.api.answerAudit({ auditId, photoId, label: options.answer })
}

async function apply({ api }: Core, tagId: number, options: Options): Promise<void> {
  const open = await api.getAudit({ tagId })
  if (open === null) throw new SemblanceError('NOT_FOUND', 'No check of this tag goes on. Begin one first.')
  const run = await api.applyTag({ tagId, auditId: open.auditId })
  await api.endAudit({ auditId: open.auditId })
  print(options, run, `${runLine(run)}. Take it back with: semblance undo ${run.runId}`)
}

function tell(status: AuditStatus, options: Options): void {
  const { cutoffs, wanted, next, askedCount, remainingCount } = status
  const lines = cutoffs.map((cutoff) => auditedInWords(cutoff, wanted))
  if (next === null) lines.push(`${resultInWords(status)}.`)
  else
    lines.push(
      `${countOf(askedCount, 'photo')} asked, at most ${remainingCount} more.`,
      `Next: ${shownName(next.path)}`,
    )
  print(options, { ...status, next: next?.path ?? null }, lines.join('\n'))
}

function share(text: string): number {
  const percent = Number(text)
  if (!(percent >= 50 && percent <= 99)) throw new InvalidArgumentError('It must be per cent between 50 and 99.')
  return percent / 100
}
