/** semblance index DIR */
import { resolve } from 'node:path'
import { shownName } from '../../shared/shown-name.ts'
import {
  duration,
  endProgress,
  lookAtAll,
  newCommand,
  print,
  showProgress,
  untilIndexed,
  withCore,
  type CommonOptions,
} from '../shared.ts'

export const indexCommand = () =>
  newCommand('index', 'index a folder of photos in place; originals are never written to')
    .argument('<dir>', 'folder of photos')
    .option('--check', 'read every file again, also those of the same size and time as before')
    .action((dir: string, options: CommonOptions & { check?: boolean }) =>
      withCore(options, async (core) => {
        const startedMs = performance.now()
        await core.api.addFolder({ path: resolve(dir) })
        if (options.check) await core.api.rescan({ full: true })
        const status = await untilIndexed(core, (now) => {
          const rate = `${now.photosPerSecond.toFixed(0)} photos/s`
          showProgress(`${now.phase}: ${now.doneCount} of ${now.totalCount}, ${rate}, ${duration(now.remainingMs)}`)
        }).finally(endProgress)
        const durationMs = Math.round(performance.now() - startedMs)
        await lookAtAll(core)
        const { photoCount, folders, failedCount } = await core.api.getStatus({})
        const { problems } = await core.api.listProblems({ offset: 0, limit: 1000 })
        const { doneCount, decodedCount, leftOutCount } = status
        const bad = problems.map(({ path, reason }) => `  ${shownName(path)}: ${reason}`)
        const away = folders
          .filter(({ unavailable }) => unavailable)
          .map(({ path, unavailable }) => `  ${shownName(path)}: ${unavailable}. Its photos stay.`)
        const leftOut =
          leftOutCount > 0
            ? [`${leftOutCount} folders of the system or other programs were left out (bins, previews, hidden ones).`]
            : []
        const text = [
          `${photoCount} photos in the library; ${doneCount} files seen, ${decodedCount} decoded, ${failedCount} unreadable, in ${(durationMs / 1000).toFixed(1)} s.`,
          ...leftOut,
          ...away,
          ...bad,
        ]
        print(
          options,
          { photoCount, fileCount: doneCount, decodedCount, failedCount, leftOutCount, durationMs, problems },
          text.join('\n'),
        )
      }),
    )
