/** Entry of the command line, an Electron utility process. Main starts the learner for it and passes signals on. */
import { EventEmitter } from 'node:events'
import { constants } from 'node:os'
import { runIn } from '../cli/host.ts'
import { semblance } from '../cli/semblance.ts'
import type { MessagePortLike } from '../transport/message-port.ts'
import type { CommandReply, CommandRequest } from './core-protocol.ts'
import { entryOf } from './entries.ts'
import { createProcessOrders } from './process-orders.ts'

const reply = (message: CommandReply) => process.parentPort.postMessage(message)
const signals = new EventEmitter()
const processes = createProcessOrders(reply)

process.parentPort.on('message', ({ data, ports }) => {
  const request = data as CommandRequest
  if (request.type !== 'signal') processes.handle(request, ports as MessagePortLike[])
  else if (!signals.emit(request.signal)) end(128 + constants.signals[request.signal])
})
// A terminal tells the whole group; main's word is the one that counts.
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => {})

runIn({ learnerEntry: entryOf('learner-process'), startProcess: processes.startProcess, signals })
end(await semblance(process.argv.slice(2)))

/** Main ends this process, once all that was printed has been read. */
function end(exitCode: number): void {
  process.stdout.write('', () => process.stderr.write('', () => reply({ type: 'ended', exitCode })))
}
