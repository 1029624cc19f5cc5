/** Entry of the core process, an Electron utility process. */
import { createCore } from '../core/create-core.ts'
import type { MessagePortLike } from '../transport/message-port.ts'
import { createCoreHost } from './core-host.ts'
import type { CoreRequest } from './core-protocol.ts'

const handle = createCoreHost({
  createCore,
  reply: (message) => process.parentPort.postMessage(message),
  // A turn later, so that a last message leaves first.
  exit: (code) => void setTimeout(() => process.exit(code), 50),
})

process.parentPort.on('message', ({ data, ports }) => handle(data as CoreRequest, ports as MessagePortLike[]))
