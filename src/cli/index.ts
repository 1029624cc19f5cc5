/** Entry of `semblance`. */
import { semblance } from './semblance.ts'

process.exitCode = await semblance(process.argv.slice(2))
