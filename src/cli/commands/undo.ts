/** semblance undo [RUN] */
import { print } from '../print.ts'
import { newCommand, positive, type CommonOptions } from '../shared.ts'
import { withKnownCatalogue } from '../with-core.ts'
import { turnedLine } from '../tags.ts'
import { countOf } from '../../shared/format.ts'

export const undoCommand = () =>
  newCommand('undo', 'undo what was done last, or every machine tag of a run')
    .argument('[run]', 'number of the run', positive('whole'))
    .action((runId: number | undefined, options: CommonOptions) =>
      runId === undefined ? undoLast(options) : undoRun(runId, options),
    )

const undoLast = (options: CommonOptions) =>
  withKnownCatalogue(options, async ({ api }) => {
    const entry = await api.undo({})
    print(options, entry, entry ? turnedLine('Undone', entry) : 'There is nothing to undo.')
  })

const undoRun = (runId: number, options: CommonOptions) =>
  withKnownCatalogue(options, async ({ api }) => {
    const { removedCount, broughtBack } = await api.undoRun({ runId })
    const told =
      removedCount > 0 ? `Removed the tag from ${countOf(removedCount, 'photo')}.` : 'No photo had the tag by it alone.'
    const earlier = broughtBack.map((id) => ` Run ${id}, which it was made in place of, stands again.`).join('')
    print(options, { runId, removedCount, broughtBack }, `Run ${runId} is undone. ${told}${earlier}`)
  })
