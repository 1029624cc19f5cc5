/** semblance status */
import { newCommand, print, withCore, type CommonOptions } from '../shared.ts'

export const statusCommand = () =>
  newCommand('status', 'what the library holds, its model, tags and runs').action((options: CommonOptions) =>
    withCore(options, async ({ api }) => {
      const status = await api.getStatus({})
      const [tags, runs] = [await api.listTags({}), await api.listRuns({})]
      const model = status.activeModel
      const lines = [
        `Catalogue: ${status.cataloguePath}`,
        ...status.folders.map(({ path, photoCount }) => `Folder: ${path} (${photoCount} photos)`),
        `Photos: ${status.photoCount}; unreadable files: ${status.failedCount}; files gone: ${status.goneCount}`,
        model
          ? `Model ${model.modelVersion}: ${model.backbone}, ${model.objective}, ${model.trainingSeconds.toFixed(0)} s of training at ${model.imagesPerSecond.toFixed(0)} views/s; ${status.embeddedCount} photos embedded`
          : 'Model: none yet ("semblance train" makes one)',
        ...tags.map(({ name, yesCount, noCount, machineCount }) => `Tag "${name}": ${yesCount} yes, ${noCount} no, ${machineCount} by machine`),
        ...runs.map(({ runId, tagName, taggedCount, undoneAtMs }) => `Run ${runId}: ${taggedCount} photos tagged "${tagName}"${undoneAtMs === null ? '' : ', undone'}`),
      ]
      print(options, { ...status, tags, runs }, lines.join('\n'))
    }),
  )
