/** semblance review NAME [--answer yes|no PHOTO...] */
import { Option } from 'commander'
import type { Core } from '../../core/core.ts'
import type { LabelValue, ReviewPhoto, ReviewRound } from '../../shared/domain.ts'
import { SemblanceError } from '../../shared/errors.ts'
import { formatPercent } from '../../shared/format.ts'
import { echoed, shownName } from '../../shared/shown-name.ts'
import { reasonsInWords } from '../../shared/tagging-words.ts'
import { print } from '../print.ts'
import { newCommand, photoIdsOf, type CommonOptions } from '../shared.ts'
import { withKnownCatalogue } from '../with-core.ts'
import { tagNamed } from '../tags.ts'

interface Options extends CommonOptions {
  answer?: LabelValue
  skip?: string[]
}

export const reviewCommand = () =>
  newCommand('review', 'a dozen photos that are worth asking about, and the answers to them')
    .argument('<name>', 'name of the tag')
    .argument('[photo...]', 'photos that --answer is for')
    .option('--next', 'show the next dozen (as it does with an answer, too)')
    .addOption(new Option('--answer <label>', 'mark the photos').choices(['yes', 'no']))
    .option('--skip <photo...>', 'photos not to ask about')
    .action((name: string, paths: string[], options: Options) =>
      withKnownCatalogue(options, async (core) => {
        const { tagId } = await tagNamed(core, name)
        const skipped = await photoIdsOf(core, options.skip ?? [])
        await answer(core, { tagId, skipped }, paths, options)
        tell(name, await core.api.reviewTag({ tagId, skipped }), options)
      }),
    )

interface Asked {
  tagId: number
  skipped: number[]
}

/** Each with why it was asked for, where the round that is being answered has it. */
async function answer(core: Core, asked: Asked, paths: string[], { answer: label }: Options): Promise<void> {
  if (label === undefined && paths.length === 0) return
  if (label === undefined || paths.length === 0)
    throw new SemblanceError('INVALID_ARGUMENT', 'Give --answer yes or no together with the photos that it is for.')
  const photoIds = await photoIdsOf(core, paths)
  const { photos } = await core.api.reviewTag(asked)
  const reasons = new Map(photos.map(({ photoId, reason }) => [photoId, reason]))
  const labels = photoIds.map((photoId) => ({ photoId, label, asked: reasons.get(photoId) }))
  await core.api.setLabels({ tagId: asked.tagId, labels })
}

function tell(name: string, { photos, done }: ReviewRound, options: Options): void {
  const lines = photos.map(lineOf)
  if (photos.length > 0)
    lines.push(`Answer with: semblance review "${echoed(name)}" PHOTO... --answer yes|no; pass over: --skip PHOTO...`)
  if (done !== null) lines.push(done)
  print(options, { photos: photos.map(valueOf), done }, lines.join('\n'))
}

function lineOf({ path, confidence, reason, label }: ReviewPhoto): string {
  const marked = label === null ? '' : `, marked ${label} so far`
  return `${formatPercent(confidence).padStart(5)}  ${shownName(path)}  (${reasonsInWords[reason].toLowerCase()}${marked})`
}

const valueOf = ({ path, confidence, reason, label }: ReviewPhoto) => ({ path, confidence, reason, label })
