/** Entry of `semblance`. */
import { signalOf } from './interruption.ts'
import { semblance } from './semblance.ts'

process.exitCode = await semblance(process.argv.slice(2))
const signal = signalOf(process.exitCode)
if (signal) end(signal)

/** By the signal itself: leaving would wait for a large file that is being copied. */
function end(signal: NodeJS.Signals): void {
  if (process.platform === 'win32') process.exit()
  process.kill(process.pid, signal)
}
