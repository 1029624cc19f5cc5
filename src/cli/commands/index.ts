/** semblance index DIR */
import { resolve } from 'node:path'
import type { Core } from '../../core/core.ts'
import { checkFolder } from '../../core/library/folders.ts'
import type { ProblemFile } from '../../shared/domain.ts'
import { shownName } from '../../shared/shown-name.ts'
import { inPages } from '../pages.ts'
import {
  changeExclusions,
  checkExclusions,
  leftOutLines,
  withExclusionOptions,
  type ExclusionOptions,
} from '../exclusions.ts'
import { lookAtAll, lookAtRegions, untilIndexed } from '../jobs.ts'
import { endProgress, ofTotal, showProgress, timeLeft } from '../progress.ts'
import { print } from '../print.ts'
import { named, newCommand, type CommonOptions } from '../shared.ts'
import { withCore } from '../with-core.ts'
import { countOf, formatCount } from '../../shared/format.ts'

type Options = CommonOptions & ExclusionOptions & { check?: boolean; regions?: boolean }

export const indexCommand = () =>
  withExclusionOptions(newCommand('index', 'index a folder of photos in place; originals are never written to'))
    .argument('<dir>', 'folder of photos', named)
    .option('--check', 'read every file again, also those of the same size and time as before')
    .option(
      '--regions',
      'look at parts of photos, too, so that "similar --region" finds them: five times as long a look',
    )
    .action(async (dir: string, options: Options) => {
      const path = resolve(dir)
      await checkFolder(path)
      checkExclusions(options)
      await withCore(options, async (core) => {
        const startedMs = performance.now()
        await changeExclusions(core, options)
        await core.api.addFolder({ path })
        if (options.check) await core.api.rescan({ full: true })
        const status = await untilIndexed(core, (now) => {
          const rate = `${now.photosPerSecond.toFixed(0)} photos/s`
          showProgress(`${now.phase}: ${ofTotal(now.doneCount, now.totalCount)}, ${rate}, ${timeLeft(now.remainingMs)}`)
        }).finally(endProgress)
        const durationMs = Math.round(performance.now() - startedMs)
        await lookAtAll(core)
        if (options.regions) await lookAtRegions(core)
        const { photoCount, folders, failedCount, exclusions, leftOut } = await core.api.getStatus({})
        const problems = await allProblems(core)
        const { doneCount, decodedCount } = status
        const bad = problems.map(({ path, reason }) => `  ${shownName(path)}: ${reason}`)
        const away = folders
          .filter(({ unavailable }) => unavailable)
          .map(({ path, unavailable }) => `  ${shownName(path)}: ${unavailable}. Its photos stay.`)
        const text = [
          `${countOf(photoCount, 'photo')} in the library; ${countOf(doneCount, 'file')} seen, ${formatCount(decodedCount)} decoded, ${formatCount(failedCount)} unreadable, in ${(durationMs / 1000).toFixed(1)} s.`,
          ...leftOutLines({ exclusions, leftOut }),
          ...away,
          ...bad,
        ]
        print(
          options,
          { photoCount, fileCount: doneCount, decodedCount, failedCount, leftOut, durationMs, problems },
          text.join('\n'),
        )
      })
    })

const allProblems = ({ api }: Core): Promise<ProblemFile[]> =>
  inPages(Infinity, 1000, async (page) => {
    const { problems, total } = await api.listProblems(page)
    return { items: problems, total }
  })
