/** The core's end of the learner process, without one. */
import { expect, it } from 'vitest'
import { createLearnerClient } from './learner-client.ts'

const source = { encoderPath: 'encoder', pixelsDir: '.', slots: Int32Array.of(0), pixels: null }

it('starts no process once it is closed, whatever is still asked of it', async () => {
  let startCount = 0
  const client = createLearnerClient('entry', {
    startProcess: (_entry, _env, { onExit }) => {
      startCount++
      return { send: (message) => (message as { type: string }).type === 'close' && onExit('code 0'), kill: () => {} }
    },
  })
  const asked = client.embed(source)
  const closed = client.close()
  await expect(asked).rejects.toMatchObject({ code: 'LEARNER_FAILED' })
  await closed
  await expect(client.embed(source)).rejects.toMatchObject({ code: 'CANCELLED' })
  client.send({ type: 'cancel' })
  expect(startCount).toBe(1)
})
