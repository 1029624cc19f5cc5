/** semblance train */
import { Option } from 'commander'
import { backboneNames, type TrainingOptions } from '../../shared/domain.ts'
import { countOf } from '../../shared/format.ts'
import { answerSignal } from '../interruption.ts'
import { withRecipeOptions } from '../recipe-options.ts'
import { untilTrained } from '../jobs.ts'
import { print } from '../print.ts'
import { tellAside } from '../progress.ts'
import { newCommand, positive, type CommonOptions } from '../shared.ts'
import { withKnownCatalogue } from '../with-core.ts'

type Options = CommonOptions & TrainingOptions

export const trainCommand = () =>
  withRecipeOptions(
    newCommand('train', 'learn from the photos of the library; Ctrl-C ends early and keeps what was learnt'),
  )
    .addOption(
      new Option('--minutes <n>', 'how long to learn (default 10)').argParser(positive('number')).conflicts('epochs'),
    )
    .addOption(new Option('--epochs <n>', 'how often to see every photo').argParser(positive('whole')))
    .addOption(new Option('--engine <name>', 'what runs the numbers').choices(['auto', 'onnx', 'tensorflow']))
    .addOption(new Option('--device <name>', 'processor to use').choices(['auto', 'cpu', 'webgpu', 'dml', 'cuda']))
    .addOption(new Option('--backbone <name>', 'network').choices(backboneNames))
    .addOption(
      new Option('--objective <name>', 'full softmax, or NCE with sampled negatives').choices(['softmax', 'nce']),
    )
    .addOption(
      new Option('--start <from>', 'from the encoder that ships with the app, or from nothing')
        .choices(['starter', 'scratch'])
        .default('starter'),
    )
    .action((options: Options) =>
      withKnownCatalogue(options, async (core) => {
        const { catalogue: _catalogue, json: _json, ...training } = options
        const forget = answerSignal('SIGINT', () => {
          tellAside('What was learnt is kept: every photo is looked at with it once more. Ctrl-C again ends at once.')
          void core.api.finishTraining({})
        })
        const status = await untilTrained(core, training).finally(forget)
        const {
          modelVersion,
          step,
          epoch,
          imagesPerSecond,
          elapsedMs,
          lossCurve,
          processor,
          learnerMemoryBytes,
          phase,
        } = status
        const { activeModel } = await core.api.getStatus({})
        const inUse = activeModel?.modelVersion === modelVersion
        const trainingSeconds = elapsedMs / 1000
        const seen = `${countOf(step, 'step')}, ${countOf(epoch, 'whole epoch')}`
        const work = `${seen} in ${trainingSeconds.toFixed(0)} s, ${imagesPerSecond.toFixed(0)} views/s on ${processor}`
        const text = `${phase}. Model ${modelVersion}: ${work}. Model ${activeModel?.modelVersion} is in use.`
        print(
          options,
          {
            modelVersion,
            inUse,
            phase,
            step,
            epoch,
            trainingSeconds,
            imagesPerSecond,
            loss: lossCurve.at(-1)?.loss ?? null,
            processor,
            learnerMemoryBytes,
          },
          text,
        )
      }),
    )
