/** Entry of Electron's main process: the window, or after "cli" one command without any. */
import { app } from 'electron'
import { commandAmong } from './arguments.ts'
import { runCommand } from './command-line.ts'

const command = commandAmong(process.argv.slice(app.isPackaged ? 1 : 2))
if (command) runCommand(command)
else await import('./desktop.ts')
