/** semblance:// serves the built pages, photo:// pixels by photo id. Nothing else can be read through either. */
import { net, protocol, type Session } from 'electron'
import { readFile } from 'node:fs/promises'
import { fileURLToPath, pathToFileURL } from 'node:url'
import type { Media } from '../core/core.ts'
import { pagePath, photoOf } from './addresses.ts'
import type { MediaKind } from './core-protocol.ts'

export const pageAddress = 'semblance://window/index.html'
const rendererDir = fileURLToPath(new URL('../renderer/', import.meta.url))

/** Before the app is ready. */
export function registerSchemes(): void {
  const privileges = { standard: true, secure: true, supportFetchAPI: true }
  protocol.registerSchemesAsPrivileged([
    { scheme: 'semblance', privileges },
    { scheme: 'photo', privileges },
  ])
}

/** To the pages of one session. Returns what ends it. */
export function serveProtocols(
  session: Session,
  media: (kind: MediaKind, photoId: number) => Promise<Media>,
): () => void {
  session.protocol.handle('semblance', ({ url }) => {
    const path = pagePath(url, rendererDir)
    return path ? net.fetch(pathToFileURL(path).href) : new Response('Not found.', { status: 404 })
  })
  session.protocol.handle('photo', async ({ url }) => {
    const wanted = photoOf(url)
    if (!wanted) return new Response('Not found.', { status: 404 })
    try {
      return await respondWith(await media(wanted.kind, wanted.photoId))
    } catch (error) {
      return new Response((error as Error).message, { status: 404 })
    }
  })
  return () => ['semblance', 'photo'].forEach((scheme) => session.protocol.unhandle(scheme))
}

async function respondWith({ contentType, path }: Media): Promise<Response> {
  return new Response(await bodyOf(path), {
    headers: { 'Cache-Control': 'private, no-cache', 'Content-Type': contentType },
  })
}

/** A name that is no text cannot be an address. */
async function bodyOf(path: string | Uint8Array) {
  return typeof path === 'string'
    ? (await net.fetch(pathToFileURL(path).href)).body
    : new Uint8Array(await readFile(Buffer.from(path)))
}
