/** semblance status */
import { keptOuts, type KeptOut, type ModelSummary } from '../../shared/domain.ts'
import { shownName } from '../../shared/shown-name.ts'
import { leftOutLines } from '../exclusions.ts'
import { print } from '../print.ts'
import { newCommand, type CommonOptions } from '../shared.ts'
import { withReader } from '../with-core.ts'
import { runLine, tagLine } from '../tags.ts'
import { countOf } from '../../shared/format.ts'

export const statusCommand = () =>
  newCommand('status', 'what the library holds, its model, tags and runs').action((options: CommonOptions) =>
    withReader(options, async ({ api, keptBy }) => {
      const status = await api.getStatus({})
      const [tags, runs] = [await api.listTags({}), await api.listRuns({})]
      const model = status.activeModel
      const lines = [
        `Catalogue: ${status.cataloguePath}`,
        ...(keptBy === undefined ? [] : [openElsewhere(keptBy)]),
        ...status.folders.map(
          ({ path, photoCount, unavailable }) =>
            `Folder: ${shownName(path)} (${countOf(photoCount, 'photo')})${unavailable ? `: ${unavailable}` : ''}`,
        ),
        ...leftOutLines(status),
        `Photos: ${status.photoCount}; unreadable files: ${status.failedCount}; files gone: ${status.goneCount}`,
        ...keptOutLines(status.keptOutCounts),
        model
          ? `Model ${model.modelVersion}: ${model.backbone}, ${howMade(model)}; ${countOf(status.embeddedCount, 'photo')} embedded`
          : 'Model: none yet ("semblance train" makes one)',
        ...tags.map(tagLine),
        ...runs.map(runLine),
      ]
      print(options, { ...status, tags, runs, keptBy }, lines.join('\n'))
    }),
  )

const openElsewhere = (pid: number | null) =>
  `Open in another Semblance${pid === null ? '' : ` (process ${pid})`}, where what it is doing shows; photos being read just now are not counted here yet`

const keptOutLines = (counts: Record<KeptOut, number>): string[] =>
  keptOuts
    .filter((keptOut) => counts[keptOut] > 0)
    .map((keptOut) => `Kept out by you: ${countOf(counts[keptOut], 'photo')} ${keptOut}`)

function howMade({ origin, trainingSeconds, imagesPerSecond }: ModelSummary): string {
  if (origin === 'starter') return 'as it ships, not yet learnt from these photos'
  if (origin === 'imported') return 'imported'
  return `${origin === 'refined' ? 'refined with marks in' : 'learnt in'} ${trainingSeconds.toFixed(0)} s at ${imagesPerSecond.toFixed(0)} views/s`
}
