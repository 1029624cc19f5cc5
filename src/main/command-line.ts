/** Main where a command is run in place of the window: it starts the process that runs it, and those it asks for. */
import { app, utilityProcess, type MessagePortMain } from 'electron'
import { constants } from 'node:os'
import { join } from 'node:path'
import { createCoreChildren } from './core-children.ts'
import type { CommandReply, CommandRequest } from './core-protocol.ts'
import { entryOf } from './entries.ts'

/** `args` come after the program's name. The app exits as the command does. */
export function runCommand(args: string[]): void {
  app.disableHardwareAcceleration()
  app.dock?.hide()
  // A window may be open.
  app.setPath('sessionData', join(app.getPath('userData'), 'command-line'))
  void app.whenReady().then(() => start(args))
}

function start(args: string[]): void {
  const child = utilityProcess.fork(entryOf('command-process'), args, {
    serviceName: 'Semblance command line',
    stdio: 'inherit',
  })
  const send = (request: CommandRequest, ports?: MessagePortMain[]) => child.postMessage(request, ports)
  const children = createCoreChildren(send)
  child.on('message', (message: CommandReply) => {
    if (message.type === 'ended') app.exit(message.exitCode)
    else children.obey(message)
  })
  child.on('error', () => {})
  let passed: Signal | null = null
  // Electron may not be asked for anything while it tells of an exit.
  child.on('exit', (code) => setImmediate(() => app.exit(exitCodeUnasked(code, passed))))
  passSignals((signal) => send({ type: 'signal', signal: (passed = signal) }))
}

/** Of a process that ended without a word. A signal may have met it before it took any. */
function exitCodeUnasked(code: number, passed: Signal | null): number {
  if (passed) return 128 + constants.signals[passed]
  process.stderr.write(`semblance: the process of this command ended (code ${code}).\n`)
  return 1
}

type Signal = 'SIGINT' | 'SIGTERM'

/** Once the app is ready, or Electron's own answer to them takes the place of ours. */
function passSignals(pass: (signal: Signal) => void): void {
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, pass)
  app.on('before-quit', (event) => (event.preventDefault(), pass('SIGTERM')))
}
