/** semblance undo RUN */
import { newCommand, positive, print, withCore, type CommonOptions } from '../shared.ts'

export const undoCommand = () =>
  newCommand('undo', 'take back every machine tag of a run')
    .argument('<run>', 'number of the run', positive('whole'))
    .action((runId: number, options: CommonOptions) =>
      withCore(options, async (core) => {
        const { removedCount } = await core.api.undoRun({ runId })
        print(
          options,
          { runId, removedCount },
          removedCount > 0
            ? `Took ${removedCount} tags of run ${runId} back.`
            : `Run ${runId} had no tags left to take back.`,
        )
      }),
    )
