/** semblance undo [RUN] */
import { print } from '../print.ts'
import { newCommand, positive, type CommonOptions } from '../shared.ts'
import { withKnownCatalogue } from '../with-core.ts'
import { turnedLine } from '../tags.ts'
import { countOf } from '../../shared/format.ts'

export const undoCommand = () =>
  newCommand('undo', 'take back what was done last, or every machine tag of a run')
    .argument('[run]', 'number of the run', positive('whole'))
    .action((runId: number | undefined, options: CommonOptions) =>
      runId === undefined ? undoLast(options) : undoRun(runId, options),
    )

const undoLast = (options: CommonOptions) =>
  withKnownCatalogue(options, async ({ api }) => {
    const entry = await api.undo({})
    print(options, entry, entry ? turnedLine('Taken back', entry) : 'There is nothing to take back.')
  })

const undoRun = (runId: number, options: CommonOptions) =>
  withKnownCatalogue(options, async ({ api }) => {
    const { removedCount, broughtBack } = await api.undoRun({ runId })
    const told =
      removedCount > 0 ? `Took ${countOf(removedCount, 'tag')} of run ${runId} back.` : `Run ${runId} had no tags left.`
    const earlier = broughtBack.map((id) => ` Run ${id}, which it was made in place of, stands again.`).join('')
    print(options, { runId, removedCount, broughtBack }, told + earlier)
  })
