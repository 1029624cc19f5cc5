/**
 * The local server: the same window in a browser. Bound to loopback, with a token made at every launch. Serves the
 * built pages, pixels by photo id, and the contract over a WebSocket.
 */
import { randomBytes } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { extname, join, normalize, sep } from 'node:path'
import { pipeline } from 'node:stream'
import { WebSocketServer, type WebSocket } from 'ws'
import type { Core, Media } from '../core/core.ts'
import { SemblanceError } from '../shared/errors.ts'
import { serve } from '../transport/serve.ts'
import { addressOf, isRequestAllowed, mediaRequest, tokenOf } from './guard.ts'

export interface ServerOptions {
  core: Pick<Core, 'api' | 'subscribe' | 'media'>
  /** 0 or absent takes any free port. */
  port?: number
  /** The built pages. */
  rendererDir: string
}

export interface RunningServer {
  /** With the token: whoever has it is in. */
  url: string
  close(): Promise<void>
}

/** An image of 100 MB as Base64, and its envelope. */
const mostPayloadBytes = 150_000_000
const contentTypes: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.woff2': 'font/woff2',
}
const headers = {
  'Content-Security-Policy':
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; font-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'no-referrer',
  'Cross-Origin-Resource-Policy': 'same-origin',
}

/** Throws INVALID_ARGUMENT when the port is taken. */
export async function startServer({ core, port = 0, rendererDir }: ServerOptions): Promise<RunningServer> {
  const token = randomBytes(24).toString('base64url')
  const server = createServer((request, response) => {
    respond(request, response).catch((error) =>
      refuse(response, error instanceof SemblanceError && error.code === 'NOT_FOUND' ? 404 : 500),
    )
  })
  const sockets = new WebSocketServer({ noServer: true, maxPayload: mostPayloadBytes })
  server.on('upgrade', (request, socket, head) => {
    // Whoever asks may be gone before the answer; an error that nobody hears would end the program.
    socket.on('error', () => socket.destroy())
    const address = allowedAddress(request)
    if (address?.pathname !== '/rpc') return socket.end('HTTP/1.1 403 Forbidden\r\nConnection: close\r\n\r\n')
    sockets.handleUpgrade(request, socket, head, (client) => serve(core, portOf(client)))
  })
  const boundPort = await listen(server, port)
  // Cookies know no ports: a name of its own keeps a library beside this one from taking its place.
  const cookieName = `semblance_${boundPort}`

  function allowedAddress(request: IncomingMessage): URL | null {
    const { host, origin, cookie } = request.headers
    const address = addressOf(request.url)
    if (!address) return null
    const facts = { method: request.method ?? '', host, origin, token: tokenOf(address, cookie, cookieName) }
    return isRequestAllowed(facts, boundPort, token) ? address : null
  }

  async function respond(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const address = allowedAddress(request)
    if (!address) return refuse(response, 403)
    if (address.searchParams.has('token')) return welcome(response)
    const media = mediaRequest(address.pathname)
    if (media)
      return sendMedia(
        request,
        response,
        await core.media[media.kind === 'thumb' ? 'thumbnail' : 'display'](media.photoId),
      )
    return sendPage(response, rendererDir, address.pathname === '/' ? '/index.html' : address.pathname)
  }

  /** The token moves from the address into a cookie, out of sight and out of the history. */
  function welcome(response: ServerResponse): void {
    response
      .writeHead(303, {
        ...headers,
        Location: '/',
        'Set-Cookie': `${cookieName}=${token}; HttpOnly; SameSite=Strict; Path=/`,
      })
      .end()
  }

  return {
    url: `http://127.0.0.1:${boundPort}/?token=${token}`,
    close: async () => {
      for (const client of sockets.clients) client.terminate()
      server.closeAllConnections()
      await new Promise((closed) => server.close(closed))
    },
  }
}

function listen(server: ReturnType<typeof createServer>, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const message =
        error.code === 'EADDRINUSE'
          ? `Port ${port} is taken. Choose another with --port.`
          : `The server could not start: ${error.message}`
      reject(new SemblanceError('INVALID_ARGUMENT', message, { cause: error }))
    })
    server.listen(port, '127.0.0.1', () => {
      // One connection that could not be taken (too many open files) is not the end of the others.
      server.on('error', () => {})
      resolve((server.address() as { port: number }).port)
    })
  })
}

function portOf(client: WebSocket) {
  // A frame against the protocol: ws says so here and closes; without a listener it would end the program.
  client.on('error', () => client.terminate())
  return {
    send: (text: string) => client.send(text, () => {}),
    onMessage: (listener: (text: string) => void) => void client.on('message', (data) => listener(String(data))),
    onClose: (listener: () => void) => void client.on('close', listener),
    close: () => client.close(),
  }
}

/**
 * The browser asks each time whether it still is what it has: another library may have had this number on this port,
 * and a photo may have been turned.
 */
function sendMedia(request: IncomingMessage, response: ServerResponse, { contentType, version, path }: Media): void {
  const ETag = `"${version}"`
  const about = { ...headers, 'Content-Type': contentType, 'Cache-Control': 'private, no-cache', ETag }
  if (request.headers['if-none-match'] === ETag) return void response.writeHead(304, about).end()
  response.writeHead(200, about)
  // Closes the file, too, when the reader goes away.
  pipeline(createReadStream(path), response, () => {})
}

/** A path that cannot be decoded names no page. */
function decoded(path: string): string {
  try {
    return decodeURIComponent(path)
  } catch {
    return ''
  }
}

async function sendPage(response: ServerResponse, rendererDir: string, path: string): Promise<void> {
  const file = normalize(join(rendererDir, decoded(path)))
  const contentType = contentTypes[extname(file)]
  if (!file.startsWith(rendererDir + sep) || !contentType) return refuse(response, 404)
  const bytes = await readFile(file).catch(() => null)
  if (!bytes) return refuse(response, 404)
  response.writeHead(200, { ...headers, 'Content-Type': contentType, 'Cache-Control': 'no-cache' }).end(bytes)
}

const reasons: Record<number, string> = {
  403: 'Not allowed. Open the address that Semblance printed when it started.',
  404: 'Not found.',
  500: 'Something went wrong.',
}

function refuse(response: ServerResponse, status: number): void {
  if (response.headersSent) return void response.destroy()
  response.writeHead(status, { ...headers, 'Content-Type': 'text/plain; charset=utf-8' }).end(reasons[status])
}
