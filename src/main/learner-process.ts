/** Entry of the learner process where it is an Electron utility process: main hands it a port to the core. */
import { createLearnerHost } from '../core/learner-host.ts'
import { lowerPriority } from './lower-priority.ts'

lowerPriority()
process.parentPort.once('message', ({ ports: [port] }) => {
  const handle = createLearnerHost({
    reply: (message) => port.postMessage(message),
    // A turn later, so that a last message leaves first.
    exit: () => void setTimeout(() => process.exit(0), 50),
  })
  port.on('message', ({ data }) => handle(data as Parameters<typeof handle>[0]))
  // The core is gone: nobody reads what we learn. A run goes on from its checkpoint next time.
  port.on('close', () => handle({ type: 'close' }))
  process.on('SIGTERM', () => handle({ type: 'close' }))
  // Ctrl-C in a terminal reaches the whole group; the core decides what it means.
  process.on('SIGINT', () => {})
  port.start()
})
