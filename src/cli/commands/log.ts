/** semblance log */
import { resolve } from 'node:path'
import { lastLines, logPath } from '../../core/log/log.ts'
import { print } from '../print.ts'
import { newCommand, type CommonOptions } from '../shared.ts'

export const logCommand = () =>
  newCommand('log', 'the last lines of what went wrong, in any of the processes').action((options: CommonOptions) => {
    const dir = resolve(options.catalogue)
    const lines = lastLines(dir)
    print(
      options,
      { path: logPath(dir), lines },
      lines.length > 0 ? lines.join('\n') : `Nothing went wrong: there is no line in ${logPath(dir)}.`,
    )
  })
