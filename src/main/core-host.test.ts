/** The core process without Electron: the same messages over Node's own channels. */
import { MessageChannel } from 'node:worker_threads'
import { expect, test } from 'vitest'
import { connect } from '../transport/connect.ts'
import { fromMessagePort } from '../transport/message-port.ts'
import { createCore } from '../core/create-core.ts'
import { temporaryFolder, writeLibrary } from '../../test/support/photos.ts'
import { createCoreHost } from './core-host.ts'
import type { CoreReply, CoreRequest } from './core-protocol.ts'

function openHost() {
  const replies: CoreReply[] = []
  let exitCode: number | null = null
  const handle = createCoreHost({
    createCore,
    reply: (message) => replies.push(message),
    exit: (code) => (exitCode = code),
  })
  return {
    replies,
    exitCode: () => exitCode,
    send: (request: CoreRequest, ports: Parameters<typeof handle>[1] = []) => handle(request, ports),
  }
}

test('a window is served over its port, pixels by id, and closing ends the process with 0', async () => {
  const [photos, catalogue] = [temporaryFolder(), temporaryFolder()]
  await writeLibrary(photos.path, 3)
  const host = openHost()
  host.send({ type: 'open', catalogueDir: catalogue.path, learnerEntry: 'none', starterPath: 'none' })
  host.send({ type: 'addFolder', path: photos.path, exclude: ['red/'] })
  const { port1, port2 } = new MessageChannel()
  host.send({ type: 'connect' }, [port1])
  const { api } = connect(fromMessagePort(port2))
  await expect.poll(async () => (await api.getStatus({})).photoCount, { timeout: 10_000 }).toBe(6)
  const [photo] = (await api.listPhotos({ offset: 0, limit: 1 })).photos
  host.send({ type: 'media', requestId: 7, kind: 'thumb', photoId: photo.photoId })
  host.send({ type: 'media', requestId: 8, kind: 'photo', photoId: 99_999 })
  await expect.poll(() => host.replies.length).toBe(2)
  expect(host.replies.find((reply) => reply.type === 'media')).toMatchObject({
    requestId: 7,
    media: { contentType: 'image/webp' },
  })
  expect(host.replies.find((reply) => reply.type === 'mediaFailed')).toMatchObject({
    requestId: 8,
    error: { code: 'NOT_FOUND' },
  })
  host.send({ type: 'close' })
  await expect.poll(host.exitCode).toBe(0)
  port2.close()
  for (const folder of [photos, catalogue]) folder.remove()
})

test('a catalogue that cannot be opened is told in words, and the process exits with 1', async () => {
  const catalogue = temporaryFolder()
  const core = await createCore({ catalogueDir: catalogue.path, learnerEntry: 'none' })
  const host = openHost()
  host.send({ type: 'open', catalogueDir: catalogue.path, learnerEntry: 'none', starterPath: 'none' })
  await expect.poll(host.exitCode).toBe(1)
  expect(host.replies).toMatchObject([{ type: 'failed', error: { code: 'CATALOGUE_LOCKED' } }])
  await core.close()
  catalogue.remove()
})

test('what main tells of the machine decides which times can be chosen', async () => {
  const catalogue = temporaryFolder()
  const host = openHost()
  host.send({ type: 'open', catalogueDir: catalogue.path, learnerEntry: 'none', starterPath: 'none' })
  const { port1, port2 } = new MessageChannel()
  host.send({ type: 'connect' }, [port1])
  const { api } = connect(fromMessagePort(port2))
  const schedule = async () => (await api.getStatus({})).training.schedule
  expect((await schedule()).unknown).toEqual(['idle', 'mains'])
  host.send({ type: 'machine', isOnMains: false, unusedMs: 1000 })
  expect(await schedule()).toEqual({ when: 'any', isOff: false, unknown: [], waitsFor: null })
  host.send({ type: 'close' })
  await expect.poll(host.exitCode).toBe(0)
  port2.close()
  catalogue.remove()
})
