/** semblance audit NAME [--answer yes|no PHOTO] */
import { InvalidArgumentError, Option } from 'commander'
import type { Core } from '../../core/core.ts'
import type { AuditStatus, LabelValue } from '../../shared/domain.ts'
import { SemblanceError } from '../../shared/errors.ts'
import { countOf, formatCount, formatPercent } from '../../shared/format.ts'
import { shownName } from '../../shared/shown-name.ts'
import { auditedInWords, resultInWords } from '../../shared/tagging-words.ts'
import { print } from '../print.ts'
import { newCommand, photoIdsOf, type CommonOptions } from '../shared.ts'
import { withKnownCatalogue } from '../with-core.ts'
import { runLine, tagNamed } from '../tags.ts'

interface Options extends CommonOptions {
  wanted?: number
  answer?: LabelValue
  apply?: boolean
  end?: boolean
}

export const auditCommand = () =>
  newCommand('audit', 'check by random photos how many of those that would be tagged are right')
    .argument('<name>', 'name of the tag')
    .argument('[photo]', 'the photo that --answer is for')
    .option('--wanted <share>', 'per cent that are to be right, 50 to 99; default: 90', share)
    .addOption(new Option('--answer <label>', 'whether the photo has the tag').choices(['yes', 'no']))
    .addOption(new Option('--apply', 'tag the photos that the check has shown').conflicts(['answer', 'wanted']))
    .addOption(new Option('--end', 'end the check').conflicts(['answer', 'apply', 'wanted']))
    .action((name: string, path: string | undefined, options: Options) =>
      withKnownCatalogue(options, async (core) => {
        refuseHalf(path, options)
        const { tagId } = await tagNamed(core, name)
        const open = await core.api.getAudit({ tagId })
        if (options.apply) return apply(core, goingOn(open), options)
        if (options.end) return tell(await core.api.endAudit({ auditId: goingOn(open).auditId }), options)
        if (path !== undefined) return tell(await answer(core, goingOn(open), path, options), options)
        if (open) refuseOther(open, options)
        tell(open ?? (await core.api.startAudit({ tagId, wanted: options.wanted })), options)
      }),
    )

type Open = Pick<AuditStatus, 'auditId' | 'tagId'>

function goingOn(open: AuditStatus | null): Open {
  if (open) return { auditId: open.auditId, tagId: open.tagId }
  throw new SemblanceError('NOT_FOUND', 'No check of this tag goes on. "semblance audit NAME" begins one.')
}

/** Before anything is begun. */
function refuseHalf(path: string | undefined, { answer: label }: Options): void {
  if ((label === undefined) !== (path === undefined))
    throw new SemblanceError('INVALID_ARGUMENT', 'Give --answer yes or no together with the photo that it is for.')
}

function refuseOther({ wanted }: AuditStatus, options: Options): void {
  if (options.wanted === undefined || options.wanted === wanted) return
  const percent = formatPercent(wanted)
  throw new SemblanceError('INVALID_ARGUMENT', `A check for ${percent} goes on. End it first, with --end.`)
}

async function answer(core: Core, { auditId }: Open, path: string, options: Options): Promise<AuditStatus> {
  const [photoId] = await photoIdsOf(core, [path])
  return core.api.answerAudit({ auditId, photoId, label: options.answer! })
}

async function apply({ api }: Core, { auditId, tagId }: Open, options: Options): Promise<void> {
  const run = await api.applyTag({ tagId, auditId })
  await api.endAudit({ auditId })
  print(options, run, `${runLine(run)}. Take it back with: semblance undo ${run.runId}`)
}

function tell(status: AuditStatus, options: Options): void {
  const { cutoffs, wanted, next, askedCount, remainingCount } = status
  const lines = cutoffs.map((cutoff) => auditedInWords(cutoff, wanted))
  if (next === null) lines.push(`${resultInWords(status)}.${options.end ? '' : nextStep(status)}`)
  else
    lines.push(
      `${countOf(askedCount, 'photo')} asked, at most ${formatCount(remainingCount)} more.`,
      `Next: ${shownName(next.path)}`,
    )
  print(options, { ...status, next: next?.path ?? null }, lines.join('\n'))
}

const nextStep = ({ cutoffs }: AuditStatus): string =>
  cutoffs.some(({ state }) => state === 'passed') ? ' --apply tags them.' : ' --end makes room for another check.'

function share(text: string): number {
  const percent = Number(text)
  if (!(percent >= 50 && percent <= 99)) throw new InvalidArgumentError('It must be per cent between 50 and 99.')
  return percent / 100
}
