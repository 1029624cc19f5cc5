/** semblance serve [FOLDER] */
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { checkFolder } from '../../core/library/folders.ts'
import { startServer } from '../../server/server.ts'
import { SemblanceError } from '../../shared/errors.ts'
import { changeExclusions, checkExclusions, withExclusionOptions, type ExclusionOptions } from '../exclusions.ts'
import { InvalidArgumentError, Option } from 'commander'
import { learnTimes, type LearnTime } from '../../shared/domain.ts'
import { rendererDir } from '../host.ts'
import { answerSignal } from '../interruption.ts'
import { print } from '../print.ts'
import { named, newCommand, type CommonOptions } from '../shared.ts'
import { withCore } from '../with-core.ts'

interface Options extends CommonOptions, ExclusionOptions {
  port?: number
  open?: boolean
  /** False with --no-train. */
  train: boolean
  learn?: LearnTime
}

export const serveCommand = () =>
  withExclusionOptions(newCommand('serve', 'open the app in a browser from a server on this machine alone'))
    .argument('[folder]', 'folder of photos to add first', named)
    .option('--port <n>', 'port to listen on; 0, the default, takes any free one', portNumber)
    .option('--open', 'open the browser')
    .option('--no-train', 'do not start learning by itself, this time')
    .addOption(
      new Option(
        '--learn <when>',
        'when to learn by itself, kept with the catalogue: at any time (the default), when the computer is idle, on mains power, never',
      ).choices(learnTimes),
    )
    .action(async (folder: string | undefined, options: Options) => {
      await checkArguments(folder, options)
      await withCore({ ...options, trainAutomatically: options.train, watchFolders: true }, async (core) => {
        await changeExclusions(core, options)
        if (options.learn) await core.api.setLearnTime({ when: options.learn })
        if (folder !== undefined) await core.api.addFolder({ path: resolve(folder) })
        else await core.api.rescan({})
        const server = await startServer({ core, port: options.port, rendererDir })
        print(options, { url: server.url }, `Semblance is open at ${server.url}\nPress Ctrl-C to stop it.`)
        if (options.open) openBrowser(server.url)
        await new Promise<void>((stop) =>
          (['SIGINT', 'SIGTERM'] as const).forEach((signal) => answerSignal(signal, stop)),
        )
        const { state } = (await core.api.getStatus({})).training
        const later = state === 'running' || state === 'paused' ? '; learning goes on next time from where it is' : ''
        if (!options.json) process.stderr.write(`\nsemblance: stopping${later}.\n`)
        await server.close()
      })
    })

/** Before anything is made. */
async function checkArguments(folder: string | undefined, options: Options): Promise<void> {
  if (folder !== undefined) await checkFolder(resolve(folder))
  checkExclusions(options)
  if (!existsSync(join(rendererDir, 'index.html')))
    throw new SemblanceError('INTERNAL', 'The window is not built yet: run "npm start" once.')
}

function portNumber(text: string): number {
  const port = Number(text)
  if (/^\d+$/.test(text) && port <= 65_535) return port
  throw new InvalidArgumentError('It must be a whole number from 0 to 65535.')
}

/** Tries the platform's opener; the address is printed anyway. */
function openBrowser(url: string): void {
  const [command, ...args] =
    process.platform === 'darwin'
      ? ['open', url]
      : process.platform === 'win32'
        ? ['cmd', '/c', 'start', '', url]
        : ['xdg-open', url]
  spawn(command, args, { stdio: 'ignore', detached: true })
    .on('error', () => {})
    .unref()
}
