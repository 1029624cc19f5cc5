/** semblance refine */
import { untilTrained } from '../jobs.ts'
import { print } from '../print.ts'
import { newCommand, type CommonOptions } from '../shared.ts'
import { withKnownCatalogue } from '../with-core.ts'

export const refineCommand = () =>
  newCommand(
    'refine',
    'fine-tune the model in use on your marks; it is kept only where marks it never saw come out no worse',
  ).action((options: CommonOptions) =>
    withKnownCatalogue(options, async (core) => {
      const { phase } = await untilTrained(core, { refine: true })
      const { activeModel } = await core.api.getStatus({})
      const [newest] = await core.api.listModels({})
      print(
        options,
        { modelVersion: newest.modelVersion, inUse: newest.active, scores: newest.scores },
        `${phase}. Model ${activeModel?.modelVersion} is in use.`,
      )
    }),
  )
