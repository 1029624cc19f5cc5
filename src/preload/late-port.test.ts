/** The window may speak before its port has come. */
import { expect, test } from 'vitest'
import { createLatePort, type DomPort } from './late-port.ts'

test('what was sent early arrives first, answers reach every listener, a close is told', async () => {
  const { port, attach } = createLatePort()
  const answers: string[] = []
  let closed = false
  port.onMessage((text) => answers.push(text))
  port.onClose(() => (closed = true))
  port.send('early')
  const { port1, port2 } = new MessageChannel()
  const heard: unknown[] = []
  const bothHeard = new Promise<void>((done) =>
    port1.addEventListener('message', ({ data }) => {
      heard.push(data)
      port1.postMessage(`answer to ${data}`)
      if (heard.length === 2) done()
    }),
  )
  port1.start()
  attach(port2 as unknown as DomPort)
  port.send('late')
  await bothHeard
  await expect.poll(() => answers).toEqual(['answer to early', 'answer to late'])
  expect(heard).toEqual(['early', 'late'])
  port1.close()
  await expect.poll(() => closed).toBe(true)
})
