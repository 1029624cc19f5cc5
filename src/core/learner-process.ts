/** Entry of the learner process where it is forked. */
import { createLearnerHost } from './learner-host.ts'

const handle = createLearnerHost({
  // A parent that is gone gets no answer, and there is nobody left to learn for.
  reply: (message) => void process.send?.(message, (error: Error | null) => error && process.exit(0)),
  exit: () => process.exit(0),
})

process.on('message', handle)
// The parent is gone: nobody reads what we learn. A run goes on from its checkpoint next time.
process.on('disconnect', () => handle({ type: 'close' }))
process.on('SIGTERM', () => handle({ type: 'close' }))
// Ctrl-C in a terminal reaches the whole group; the parent decides what it means.
process.on('SIGINT', () => {})
