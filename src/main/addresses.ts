/** What the addresses of the window's two protocols mean. Pure. */
import { normalize, sep } from 'node:path'
import type { MediaKind } from './core-protocol.ts'

/** The file behind semblance://window/<path>, or null outside the built pages. */
export function pagePath(url: string, dir: string): string | null {
  const { host, pathname } = new URL(url)
  const file = normalize(dir + decodeURIComponent(pathname))
  return host === 'window' && file.startsWith(normalize(dir + sep)) ? file : null
}

/** The id in photo://thumb/12 or photo://photo/12, perhaps with `#2` after it; null for any other address. */
export function photoOf(url: string): { kind: MediaKind; photoId: number } | null {
  const match = /^photo:\/\/(thumb|photo)\/([1-9]\d{0,14})(?:#\d+)?$/.exec(url)
  return match ? { kind: match[1] as MediaKind, photoId: Number(match[2]) } : null
}
