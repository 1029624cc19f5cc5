/**
 * Vite dev server only: serves the photos of one folder under the media addresses of the real server, so that
 * the window can be drawn with `?fake` and no core. Runs in Node; never part of the built window.
 */
import { createReadStream, readdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Plugin } from 'vite'

const isPhoto = (name: string): boolean => /\.(jpe?g|png|webp)$/i.test(name)

/** Every photo below `dir`, at most 5,000, as paths relative to it. */
function photoPaths(dir: string): string[] {
  return readdirSync(dir, { recursive: true, encoding: 'utf8' }).filter(isPhoto).sort().slice(0, 5000)
}

/** Serves `/fake-photos.json`, `/thumb/<id>` and `/photo/<id>` from `dir`; does nothing without one. */
export function fakePhotosPlugin(dir: string | undefined): Plugin {
  return {
    name: 'semblance-fake-photos',
    apply: 'serve',
    configureServer(server) {
      if (dir === undefined) return
      const paths = photoPaths(dir)
      server.middlewares.use((request, response, next) => {
        const address = (request.url ?? '').split('?')[0]
        if (address === '/fake-photos.json') return void response.end(JSON.stringify(paths))
        const match = /^\/(?:thumb|photo)\/(\d+)$/.exec(address)
        if (match === null || paths.length === 0) return next()
        const path = join(dir, paths[(Number(match[1]) - 1) % paths.length])
        createReadStream(path).on('error', next).pipe(response)
      })
    },
  }
}
