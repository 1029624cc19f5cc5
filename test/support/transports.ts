/** Every way to reach a core, for suites that run over each. */
import { createServer } from 'node:http'
import { MessageChannel } from 'node:worker_threads'
import { WebSocketServer } from 'ws'
import type { Core } from '../../src/core/core.ts'
import { connect, type ConnectedHost } from '../../src/transport/connect.ts'
import { fromMessagePort } from '../../src/transport/message-port.ts'
import { createPortPair } from '../../src/transport/port.ts'
import { serve } from '../../src/transport/serve.ts'
import { connectWebSocket } from '../../src/transport/websocket-client.ts'

export type Opened = { client: ConnectedHost; close(): void }
export const transports: [string, (core: Core) => Promise<Opened>][] = [
  [
    'in process',
    async (core) => {
      const [host, client] = createPortPair()
      serve(core, host)
      return { client: connect(client), close: () => host.close() }
    },
  ],
  [
    'MessagePort',
    async (core) => {
      const { port1, port2 } = new MessageChannel()
      serve(core, fromMessagePort(port1))
      return { client: connect(fromMessagePort(port2)), close: () => port1.close() }
    },
  ],
  [
    'WebSocket',
    async (core) => {
      const http = createServer()
      const sockets = new WebSocketServer({ server: http })
      sockets.on('connection', (socket) =>
        serve(core, {
          send: (text) => socket.send(text),
          onMessage: (listener) => void socket.on('message', (data) => listener(String(data))),
          onClose: (listener) => void socket.on('close', listener),
          close: () => socket.close(),
        }),
      )
      await new Promise<void>((ready) => http.listen(0, '127.0.0.1', ready))
      const client = await connectWebSocket(`ws://127.0.0.1:${(http.address() as { port: number }).port}`)
      return { client, close: () => (sockets.clients.forEach((socket) => socket.terminate()), http.close()) }
    },
  ],
]
