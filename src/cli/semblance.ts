/** The commands of `semblance`, one file each, and what comes of them: 0 ok, 1 failed, 2 wrong usage, 130 Ctrl-C. */
import { Command, CommanderError } from 'commander'
import { readFileSync } from 'node:fs'
import { noRoom, toErrorValue, type ErrorValue } from '../shared/errors.ts'
import { auditCommand } from './commands/audit.ts'
import { duplicatesCommand } from './commands/duplicates.ts'
import { editTagCommand } from './commands/edit-tag.ts'
import { evaluateCommand } from './commands/evaluate.ts'
import { exportCommand } from './commands/export.ts'
import { exportCopiesCommand } from './commands/export-copies.ts'
import { exportTagsCommand } from './commands/export-tags.ts'
import { favouriteCommand } from './commands/favourite.ts'
import { hideCommand } from './commands/hide.ts'
import { historyCommand } from './commands/history.ts'
import { importCommand } from './commands/import.ts'
import { importKeywordsCommand } from './commands/import-keywords.ts'
import { indexCommand } from './commands/index.ts'
import { logCommand } from './commands/log.ts'
import { proposalsCommand } from './commands/proposals.ts'
import { rateCommand } from './commands/rate.ts'
import { redoCommand } from './commands/redo.ts'
import { refineCommand } from './commands/refine.ts'
import { removePhotoCommand } from './commands/remove-photo.ts'
import { removeCommand } from './commands/remove.ts'
import { renewCommand } from './commands/renew.ts'
import { reviewCommand } from './commands/review.ts'
import { runsCommand } from './commands/runs.ts'
import { searchCommand } from './commands/search.ts'
import { serveCommand } from './commands/serve.ts'
import { similarCommand } from './commands/similar.ts'
import { statusCommand } from './commands/status.ts'
import { tagCommand } from './commands/tag.ts'
import { tagsCommand } from './commands/tags.ts'
import { trainCommand } from './commands/train.ts'
import { undoCommand } from './commands/undo.ts'
import { writeSidecarsCommand } from './commands/write-sidecars.ts'
import { unlessInterrupted } from './interruption.ts'
import { beginOutput, printError } from './print.ts'

const commands = [
  indexCommand,
  removeCommand,
  removePhotoCommand,
  trainCommand,
  refineCommand,
  similarCommand,
  searchCommand,
  tagCommand,
  tagsCommand,
  editTagCommand,
  favouriteCommand,
  rateCommand,
  hideCommand,
  duplicatesCommand,
  proposalsCommand,
  reviewCommand,
  auditCommand,
  runsCommand,
  renewCommand,
  undoCommand,
  redoCommand,
  historyCommand,
  statusCommand,
  logCommand,
  serveCommand,
  evaluateCommand,
  exportCommand,
  importCommand,
  importKeywordsCommand,
  writeSidecarsCommand,
  exportTagsCommand,
  exportCopiesCommand,
]
const helpHint = '(run with --help for usage)'

/** Whoever read it has read enough ("| head"): what is under way goes on. What is cut short otherwise has failed. */
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') return
  const full = noRoom(error, 'the output')
  const why = full === null ? `The output could not be written (${error.code}).` : `${full} and try again.`
  process.stderr.write(`semblance: ${why}\n`)
  process.exit(1)
})
/** How far it is can go unsaid. */
process.stderr.on('error', () => {})

/** Does what `args` say, as they come after the program's name. Prints what went wrong; resolves to the exit code. */
export async function semblance(args: string[]): Promise<number> {
  beginOutput()
  try {
    return await unlessInterrupted(
      program()
        .parseAsync(args, { from: 'user' })
        .then(() => 0),
    )
  } catch (error) {
    return tell(error, asksForJson(args))
  }
}

function program(): Command {
  const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as {
    version: string
  }
  const all = new Command('semblance')
    .description(
      'Learns to see from your own photos: find similar, label a few, tag the rest. Nothing leaves this machine.',
    )
    .version(version, '--version')
    .showHelpAfterError(helpHint)
    .exitOverride()
    .hook('preAction', (_, command) => refuseSwallowed(command))
  for (const command of commands)
    all.addCommand(sayingWhatTookIt(command().exitOverride().showHelpAfterError(helpHint)))
  return all
}

/** An option without its value would take the next option's name for it, and work on another catalogue. */
function refuseSwallowed(command: Command): void {
  const names = command.options.flatMap(({ long, short }) => [long, short])
  for (const option of command.options) {
    const values: unknown[] = [command.getOptionValue(option.attributeName())].flat()
    if (values.some((value) => typeof value === 'string' && names.includes(value)))
      command.error(`error: option '${option.flags}' argument missing`)
  }
}

/** Where an argument is missing, an option that takes all that follows may have it. */
function sayingWhatTookIt(command: Command): Command {
  const takers = command.options.filter(({ variadic }) => variadic).map(({ long }) => long)
  const hint = `What follows ${takers.join(' or ')} is its own: give this before it, or after "--".\n`
  const outputError = (text: string, write: (text: string) => void) =>
    write(text.includes('missing required argument') && takers.length > 0 ? text + hint : text)
  return command.configureOutput({ outputError })
}

/** Also where the options could not be read. */
const asksForJson = (args: string[]): boolean => args.slice(0, [...args, '--'].indexOf('--')).includes('--json')

/** Prints what went wrong; returns the exit code. */
function tell(error: unknown, json: boolean): number {
  if (error instanceof CommanderError && error.exitCode === 0) return 0
  const { code, message } = errorValueOf(error)
  // Commander has said what was wrong already.
  if (!(error instanceof CommanderError)) process.stderr.write(`semblance: ${message}\n`)
  if (json) printError({ code, message })
  if (code === 'INTERNAL' && process.env.SEMBLANCE_DEBUG) console.error(error)
  return code === 'INVALID_ARGUMENT' ? 2 : 1
}

const errorValueOf = (error: unknown): ErrorValue =>
  error instanceof CommanderError
    ? { code: 'INVALID_ARGUMENT', message: error.message.replace(/^error: /, '') }
    : toErrorValue(error)
