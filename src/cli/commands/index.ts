/** semblance index DIR */
import { resolve } from 'node:path'
import { duration, endProgress, lookAtAll, newCommand, print, showProgress, untilIndexed, withCore, type CommonOptions } from '../shared.ts'

export const indexCommand = () =>
  newCommand('index', 'index a folder of photos in place; originals are never written to')
    .argument('<dir>', 'folder of photos')
    .action((dir: string, options: CommonOptions) =>
      withCore(options, async (core) => {
        const startedMs = performance.now()
        await core.api.addFolder({ path: resolve(dir) })
        const status = await untilIndexed(core, (now) => {
          const rate = `${now.photosPerSecond.toFixed(0)} photos/s`
          showProgress(`${now.phase}: ${now.doneCount} of ${now.totalCount}, ${rate}, ${duration(now.remainingMs)}`)
        }).finally(endProgress)
        const durationMs = Math.round(performance.now() - startedMs)
        await lookAtAll(core)
        const { photoCount } = await core.api.getStatus({})
        const { problems } = await core.api.listProblems({ offset: 0, limit: 1000 })
        const { doneCount, decodedCount, failedCount } = status
        const bad = problems.map(({ path, reason }) => `  ${path}: ${reason}`)
        const text = [`${photoCount} photos in the library; ${doneCount} files seen, ${decodedCount} decoded, ${failedCount} unreadable, in ${(durationMs / 1000).toFixed(1)} s.`, ...bad]
        print(options, { photoCount, fileCount: doneCount, decodedCount, failedCount, durationMs, problems }, text.join('\n'))
      }),
    )
