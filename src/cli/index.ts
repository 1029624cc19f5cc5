/** Entry of `semblance`: one file per command, exit codes 0 ok, 1 failed, 2 wrong usage. */
import { Command, CommanderError } from 'commander'
import { readFileSync } from 'node:fs'
import { toErrorValue } from '../shared/errors.ts'
import { evaluateCommand } from './commands/evaluate.ts'
import { exportCommand } from './commands/export.ts'
import { importCommand } from './commands/import.ts'
import { indexCommand } from './commands/index.ts'
import { logCommand } from './commands/log.ts'
import { refineCommand } from './commands/refine.ts'
import { removeCommand } from './commands/remove.ts'
import { serveCommand } from './commands/serve.ts'
import { similarCommand } from './commands/similar.ts'
import { statusCommand } from './commands/status.ts'
import { tagCommand } from './commands/tag.ts'
import { trainCommand } from './commands/train.ts'
import { undoCommand } from './commands/undo.ts'

const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as {
  version: string
}
const program = new Command('semblance')
  .description(
    'Learns to see from your own photos: find similar, label a few, tag the rest. Nothing leaves this machine.',
  )
  .version(version, '--version')
  .showHelpAfterError('(run with --help for usage)')
  .exitOverride()
const commands = [
  indexCommand(),
  removeCommand(),
  trainCommand(),
  refineCommand(),
  similarCommand(),
  tagCommand(),
  undoCommand(),
  statusCommand(),
  logCommand(),
  serveCommand(),
  evaluateCommand(),
  exportCommand(),
  importCommand(),
]
for (const command of commands)
  program.addCommand(command.exitOverride().showHelpAfterError('(run with --help for usage)'))

try {
  await program.parseAsync()
} catch (error) {
  process.exitCode = exitCodeOf(error)
}

function exitCodeOf(error: unknown): number {
  // Commander has said what was wrong already.
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2
  const { code, message } = toErrorValue(error)
  process.stderr.write(`semblance: ${message}\n`)
  if (code === 'INTERNAL' && process.env.SEMBLANCE_DEBUG) console.error(error)
  return code === 'INVALID_ARGUMENT' ? 2 : 1
}
