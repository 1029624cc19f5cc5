/** Who may talk to the local server. Pure. */
import { timingSafeEqual } from 'node:crypto'

export interface RequestFacts {
  method: string
  /** The Host header. */
  host: string | undefined
  /** The Origin header, sent by browsers across sites and with WebSockets. */
  origin: string | undefined
  /** From the cookie, or from the address at the first visit. */
  token: string | undefined
}

/** Loopback names on our own port, no foreign origin, the launch's token, and reading only. */
export function isRequestAllowed(
  { method, host, origin, token }: RequestFacts,
  port: number,
  launchToken: string,
): boolean {
  const names = ['127.0.0.1', 'localhost', '[::1]']
  // Browsers leave out the port of http itself.
  const hosts = [...names.map((name) => `${name}:${port}`), ...(port === 80 ? names : [])]
  if (host === undefined || !hosts.includes(host)) return false
  if (origin !== undefined && origin !== `http://${host}`) return false
  if (method !== 'GET' && method !== 'HEAD') return false
  return token !== undefined && sameText(token, launchToken)
}

/** Takes the same time wherever the texts differ. */
function sameText(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a), Buffer.from(b)]
  return left.length === right.length && timingSafeEqual(left, right)
}

/** What a request's target asks for; null where that is no address ("*", "http://other/"). */
export function addressOf(target: string | undefined): URL | null {
  // Joined as text: resolved against a base, "//x" would name another host and "//" none.
  const text = `http://127.0.0.1${target}`
  return target?.startsWith('/') && URL.canParse(text) ? new URL(text) : null
}

/** The token in the address, at the first visit, before the one in the cookie, which may be of an earlier launch. */
export function tokenOf(address: URL, cookies: string | undefined, cookieName: string): string | undefined {
  const pairs = (cookies ?? '').split(';').map((pair) => pair.trim().split('='))
  const kept = pairs.find(([name]) => name === cookieName)
  return address.searchParams.get('token') ?? kept?.[1]
}

/** The id in `/thumb/12` or `/photo/12`; null for any other path. */
export function mediaRequest(path: string): { kind: 'thumb' | 'photo'; photoId: number } | null {
  const match = /^\/(thumb|photo)\/([1-9]\d{0,14})$/.exec(path)
  return match ? { kind: match[1] as 'thumb' | 'photo', photoId: Number(match[2]) } : null
}
