/** What once ended the server, each by its name, and some seconds of noise over HTTP and over the socket's frames. */
import { connect, type Socket } from 'node:net'
import { setTimeout as wait } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { Random } from '../../src/core/learning/random.ts'
import { startServer, type RunningServer } from '../../src/server/server.ts'

const noiseMs = 2_000
let server: RunningServer
let port: number
let token: string

beforeAll(async () => {
  const refused = () => Promise.reject(new Error('not asked for'))
  const core = {
    api: { getStatus: () => Promise.resolve({}) } as never,
    subscribe: () => () => {},
    media: { thumbnail: refused, display: refused },
  }
  server = await startServer({ core, rendererDir: import.meta.dirname })
  const address = new URL(server.url)
  port = Number(address.port)
  token = address.searchParams.get('token')!
})
afterAll(() => server.close())

const opened = (): Promise<Socket> =>
  new Promise((done, fail) => {
    const socket = connect(port, '127.0.0.1', () => done(socket.on('error', () => {}).resume()))
    socket.once('error', fail)
  })

const handshake = (target: string) =>
  `GET ${target} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n`

/** Node would end on an error that nobody hears; vitest reports it as one of this file. */
async function isStillThere(): Promise<boolean> {
  await wait(50)
  return (
    (await fetch(`http://127.0.0.1:${port}/nothing?`, { headers: { cookie: `semblance_${port}=${token}` } })).status ===
    404
  )
}

test('GET // with an Upgrade, without a token', async () => {
  const socket = await opened()
  socket.write(handshake('//'))
  expect(await isStillThere()).toBe(true)
  socket.destroy()
})

test('an Upgrade followed by a reset, without a token', async () => {
  for (const target of ['/', '/rpc', `/rpc?token=${token}`]) {
    const socket = await opened()
    socket.write(handshake(target))
    socket.resetAndDestroy()
  }
  expect(await isStillThere()).toBe(true)
})

test.each<[string, number[]]>([
  ['a reserved opcode', [0x83, 0x80, 0, 0, 0, 0]],
  ['reserved bits', [0xf1, 0x80, 0, 0, 0, 0]],
  ['a frame without a mask', [0x81, 0x01, 0x41]],
  ['text that is no UTF-8', [0x81, 0x82, 0, 0, 0, 0, 0xff, 0xfe]],
  ['a length of 2^63', [0x82, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0, 0, 0, 0]],
  ['a close code that is none', [0x88, 0x82, 0, 0, 0, 0, 0, 1]],
])('a malformed frame: %s', async (_, bytes) => {
  const socket = await opened()
  socket.write(handshake(`/rpc?token=${token}`))
  await wait(20)
  socket.write(Uint8Array.from(bytes))
  expect(await isStillThere()).toBe(true)
  socket.destroy()
})

test.each(['/%', '/%ff%fe', '*', '/thumb/1%00', '/?token=%', 'http://[', '/\u007f'])(
  'the target %s',
  async (target) => {
    const socket = await opened()
    socket.write(`GET ${target} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nCookie: semblance_${port}=${token}\r\n\r\n`)
    expect(await isStillThere()).toBe(true)
    socket.destroy()
  },
)

test('noise over HTTP, and over frames behind a good handshake', async () => {
  const random = new Random(1)
  const until = performance.now() + noiseMs
  const pieces = [
    'GET ',
    'POST ',
    '/rpc',
    '//',
    ' HTTP/1.1\r\n',
    'Host: x\r\n',
    'Upgrade: websocket\r\n',
    'Connection: Upgrade\r\n',
    'Content-Length: -1\r\n',
    '\r\n\r\n',
    '\0',
    '%',
    '?token=',
  ]
  let count = 0
  for (; performance.now() < until; count++) {
    const socket = await opened()
    if (count % 2 === 0)
      socket.write(Array.from({ length: 1 + random.integer(12) }, () => pieces[random.integer(pieces.length)]).join(''))
    else {
      socket.write(handshake(`/rpc?token=${token}`))
      socket.write(Uint8Array.from({ length: 1 + random.integer(64) }, () => random.integer(256)))
    }
    if (count % 3 === 0) socket.resetAndDestroy()
    else socket.destroySoon()
  }
  expect(count).toBeGreaterThan(20)
  expect(await isStillThere()).toBe(true)
})
