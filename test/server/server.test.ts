/** The local server over real HTTP: who gets in, what is served, under which policy. */
import { request } from 'node:http'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, test } from 'vitest'
import WebSocket from 'ws'
import type { Core } from '../../src/core/core.ts'
import { startServer, type RunningServer } from '../../src/server/server.ts'
import { openLibrary } from '../support/photos.ts'

const rendererDir = fileURLToPath(new URL('../../out/renderer', import.meta.url))
let library: Awaited<ReturnType<typeof openLibrary>>
let core: Core
let server: RunningServer
let origin: string
let token: string

beforeAll(async () => {
  library = await openLibrary(1)
  core = library.core
  server = await startServer({ core, rendererDir })
  ;({ origin } = new URL(server.url))
  token = new URL(server.url).searchParams.get('token')!
})
afterAll(async () => {
  await server.close()
  await library.close()
})

interface Answer {
  status: number
  headers: Record<string, string | string[] | undefined>
  body: Buffer
}

const cookieOf = (value: string) => `semblance_${new URL(origin).port}=${value}`

/** By hand, since fetch tidies paths and hides the Host header. */
function get(
  path: string,
  headers: Record<string, string> = { cookie: cookieOf(token) },
  method = 'GET',
): Promise<Answer> {
  return new Promise((done, fail) => {
    const { hostname, port } = new URL(origin)
    request({ hostname, port, path, method, headers }, (response) => {
      const parts: Buffer[] = []
      response.on('data', (part: Buffer) => parts.push(part))
      response.on('end', () =>
        done({ status: response.statusCode!, headers: response.headers, body: Buffer.concat(parts) }),
      )
    })
      .on('error', fail)
      .end()
  })
}

test('bound to loopback only', () => expect(new URL(origin).hostname).toBe('127.0.0.1'))

test('the token moves from the address into a cookie that scripts cannot read', async () => {
  const { status, headers } = await get(`/?token=${token}`, {})
  expect(status).toBe(303)
  expect(headers.location).toBe('/')
  expect(headers['set-cookie']![0]).toMatch(/HttpOnly; SameSite=Strict/)
})

test.each<[string, string, Record<string, string>, string?]>([
  ['no token', '/', {}],
  ['a wrong token', '/', {}],
  ['another host name (DNS rebinding)', '/', { host: 'evil.example' }],
  ['a foreign origin', '/', { origin: 'https://evil.example' }],
  ['writing', '/', {}, 'POST'],
])('%s is refused', async (name, path, headers, method) => {
  const cookie: Record<string, string> = { cookie: cookieOf(name === 'a wrong token' ? 'guess' : token) }
  expect((await get(path, name === 'no token' ? {} : { ...cookie, ...headers }, method)).status).toBe(403)
})

test('the page comes with a policy that allows no other place and no inline script', async () => {
  const { status, headers, body } = await get('/')
  expect(status).toBe(200)
  expect(headers['content-security-policy']).toMatch(/default-src 'none'; script-src 'self';/)
  expect(headers['x-content-type-options']).toBe('nosniff')
  expect(body.toString()).not.toMatch(/<script>|onclick=/)
})

test.each([
  '/../package.json',
  '/..%2f..%2fpackage.json',
  '/%2e%2e/%2e%2e/package.json',
  '/assets/../../main/main.js',
  '/thumb/../../etc/passwd',
  '/photo/0',
  '/thumb/999',
])('%s gives nothing', async (path) => expect((await get(path)).status).toBe(404))

test('pixels by id', async () => {
  const [{ photoId }] = (await core.api.listPhotos({ offset: 0, limit: 1 })).photos
  const thumb = await get(`/thumb/${photoId}`)
  expect(thumb).toMatchObject({ status: 200, headers: { 'content-type': 'image/webp' } })
  expect(thumb.body.subarray(8, 12).toString()).toBe('WEBP')
  expect((await get(`/photo/${photoId}`)).headers['content-type']).toBe('image/jpeg')
})

test('the socket wants the token and our own origin', async () => {
  const opens = (headers: Record<string, string>) =>
    new Promise<boolean>((done) => {
      const socket = new WebSocket(`${origin.replace('http', 'ws')}/rpc`, { headers })
      socket.on('open', () => (socket.close(), done(true))).on('error', () => done(false))
    })
  const cookie = cookieOf(token)
  expect(await opens({ cookie, origin })).toBe(true)
  expect(await opens({ origin })).toBe(false)
  expect(await opens({ cookie, origin: 'https://evil.example' })).toBe(false)
})

test('a port that is taken is named', async () => {
  const port = Number(new URL(origin).port)
  await expect(startServer({ core, port, rendererDir })).rejects.toMatchObject({
    code: 'INVALID_ARGUMENT',
    message: `Port ${port} is taken. Choose another with --port.`,
  })
})

test("the address's token wins over a cookie that an earlier launch on this port left", async () => {
  const { status, headers } = await get(`/?token=${token}`, { cookie: cookieOf('of-the-launch-before') })
  expect(status).toBe(303)
  expect(headers['set-cookie']![0]).toContain(cookieOf(token))
})

test('two libraries side by side in one browser: each port has a cookie of its own', async () => {
  const other = await startServer({ core, rendererDir })
  const { port, searchParams } = new URL(other.url)
  const both = `semblance_${port}=${searchParams.get('token')}; ${cookieOf(token)}`
  expect((await get('/', { cookie: both })).status).toBe(200)
  expect((await get('/', { cookie: `semblance_${port}=${token}` })).status).toBe(403)
  await other.close()
})

test('a picture is asked for again, and not sent again while it is the same', async () => {
  const [{ photoId }] = (await core.api.listPhotos({ offset: 0, limit: 1 })).photos
  const cookie = cookieOf(token)
  const { headers } = await get(`/thumb/${photoId}`)
  expect(headers['cache-control']).toBe('private, no-cache')
  expect(await get(`/thumb/${photoId}`, { cookie, 'if-none-match': String(headers.etag) })).toMatchObject({
    status: 304,
    body: Buffer.alloc(0),
  })
  expect((await get(`/thumb/${photoId}`, { cookie, 'if-none-match': '"of another library"' })).status).toBe(200)
})
