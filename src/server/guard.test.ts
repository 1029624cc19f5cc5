import { expect, test } from 'vitest'
import { isRequestAllowed, mediaRequest } from './guard.ts'

const good = { method: 'GET', host: '127.0.0.1:4000', origin: undefined, token: 'secret' }
const allowed = (change: Partial<typeof good> | { origin: string } | { token: undefined }) =>
  isRequestAllowed({ ...good, ...change }, 4000, 'secret')

test('the window itself may', () => {
  expect(allowed({})).toBe(true)
  expect(allowed({ origin: 'http://127.0.0.1:4000' })).toBe(true)
})
test('DNS rebinding: a foreign name that points here', () => expect(allowed({ host: 'evil.example:4000' })).toBe(false))
test('port 80, which browsers leave out', () => {
  const at80 = { ...good, host: 'localhost', origin: 'http://localhost' }
  expect(isRequestAllowed(at80, 80, 'secret')).toBe(true)
  expect(isRequestAllowed(at80, 4000, 'secret')).toBe(false)
})
test('another port of this machine', () => expect(allowed({ host: '127.0.0.1:4001' })).toBe(false))
test('cross-site WebSocket: a foreign page connects', () =>
  expect(allowed({ origin: 'http://evil.example' })).toBe(false))
test('another local page connects', () => expect(allowed({ origin: 'http://127.0.0.1:9999' })).toBe(false))
test('a sandboxed page with no origin of its own', () => expect(allowed({ origin: 'null' })).toBe(false))
test('no token', () => expect(allowed({ token: undefined })).toBe(false))
test('a wrong token, and one of another length', () => {
  expect(allowed({ token: 'secreT' })).toBe(false)
  expect(allowed({ token: 'secret!' })).toBe(false)
})
test('cross-site form post', () => expect(allowed({ method: 'POST' })).toBe(false))

test('media is addressed by id only', () => {
  expect(mediaRequest('/thumb/12')).toEqual({ kind: 'thumb', photoId: 12 })
  for (const path of [
    '/thumb/../../etc/passwd',
    '/photo/1/../2',
    '/thumb/-1',
    '/thumb/0',
    '/thumb/1e3',
    '/photo/',
    '/thumb/12x',
  ])
    expect(mediaRequest(path)).toBeNull()
})
