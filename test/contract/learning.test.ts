/** Learning over every transport: runs, models, export and import, with a learner that does as it is told. */
import { mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Core } from '../../src/core/core.ts'
import { createCore } from '../../src/core/create-core.ts'
import type { FakeBehaviour } from '../support/fake-learner.ts'
import { useNarrowNetworks } from '../support/narrow-networks.ts'
import {
  behaveIn,
  fakeLearnerEntry,
  indexed,
  temporaryFolder,
  waitFor,
  writeEncoder,
  writeLibrary,
} from '../support/photos.ts'
import { transports, type Opened } from '../support/transports.ts'

useNarrowNetworks()

describe.each(transports)('over %s', (_, openTransport) => {
  const folders = [temporaryFolder(), temporaryFolder(), temporaryFolder()]
  const [photos, catalogueDir, elsewhere] = folders.map(({ path }) => path)
  let core: Core
  let opened: Opened
  const behave = (behaviour: FakeBehaviour) => behaveIn(catalogueDir, behaviour)
  const stateIs = (state: string) =>
    waitFor(`a run that is ${state}`, async () => (await opened.client.api.getStatus({})).training.state === state)
  const startWaiting = async () => {
    behave({ run: 'wait' })
    await opened.client.api.startTraining({})
    await waitFor('the first steps', async () => (await opened.client.api.getStatus({})).training.step > 0)
  }
  beforeAll(async () => {
    await writeLibrary(photos, 2)
    core = await createCore({ catalogueDir, learnerEntry: fakeLearnerEntry })
    opened = await openTransport(core)
    await opened.client.api.addFolder({ path: photos })
    await indexed(core)
  })
  afterAll(async () => {
    opened.close()
    await core.close()
    for (const folder of folders) folder.remove()
  })

  test('pause, resume and finish a run; its events arrive', async () => {
    const { api } = opened.client
    const seen: string[] = []
    const stop = opened.client.subscribe('training', ({ state }) => seen.push(state))
    await startWaiting()
    expect(await api.pauseTraining({})).toMatchObject({ state: 'paused', phase: 'Paused' })
    await expect(api.importModel({ path: '/no/such/file' })).rejects.toMatchObject({ code: 'NOT_FOUND' })
    expect(await api.resumeTraining({})).toMatchObject({ state: 'running' })
    await expect(api.startTraining({})).rejects.toMatchObject({ code: 'BUSY' })
    expect(await api.finishTraining({})).toMatchObject({ state: 'running', phase: 'Finishing' })
    await stateIs('done')
    stop()
    expect(new Set(seen)).toEqual(new Set(['running', 'paused', 'done']))
  })

  test('cancel keeps nothing; a model can be put back in use', async () => {
    const { api } = opened.client
    await startWaiting()
    expect(await api.cancelTraining({})).toMatchObject({ state: 'cancelled', unfinished: null })
    behave({})
    await api.startTraining({})
    await stateIs('done')
    expect((await api.listModels({})).map(({ modelVersion, active }) => [modelVersion, active])).toEqual([
      [3, true],
      [1, false],
    ])
    expect(await api.activateModel({ modelVersion: 1 })).toMatchObject({
      modelVersion: 1,
      active: true,
      origin: 'trained',
      refused: false,
    })
    await expect(api.activateModel({ modelVersion: 2 })).rejects.toMatchObject({ code: 'NOT_FOUND' })
  })

  test('neighbours by two models, and another photo in place of one', async () => {
    const { api } = opened.client
    const found = (await api.compareNeighbours({}))!
    expect([found.inUseVersion, found.otherVersion]).toEqual([1, 3])
    const photoIds = found.photos.map(({ photo }) => photo.photoId)
    expect(photoIds).toHaveLength(3)
    for (const { inUse, other } of found.photos) expect([inUse.length, other.length]).toEqual([5, 5])
    const replaced = (await api.compareNeighbours({ another: photoIds[1] }))!
    expect(replaced.photos[1].photo.photoId).not.toBe(photoIds[1])
    await expect(api.compareNeighbours({ another: 0 })).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' })
  })

  test('when learning may start by itself is kept, and told with the status', async () => {
    const { api } = opened.client
    expect(await api.setLearnTime({ when: 'mains' })).toMatchObject({ schedule: { when: 'mains', isOff: true } })
    expect((await api.getStatus({})).training.schedule).toMatchObject({ when: 'mains', waitsFor: null })
    await expect(api.setLearnTime({ when: 'on sundays' as never })).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' })
  })

  test('import, then export', async () => {
    const { api } = opened.client
    const path = writeEncoder(elsewhere)
    expect(await api.importModel({ path })).toMatchObject({
      modelVersion: 4,
      active: true,
      origin: 'imported',
      photoCount: 6,
    })
    const exported = await api.exportModel({ dir: join(elsewhere, 'export') })
    expect(exported).toMatchObject({
      photoCount: 6,
      files: expect.arrayContaining(['encoder.onnx', 'encoder.safetensors', 'embeddings.npy']),
    })
    const before = readFileSync(join(exported.dir, 'encoder.onnx'))
    rmSync(join(exported.dir, 'model.json'))
    mkdirSync(join(exported.dir, 'model.json'))
    await expect(api.exportModel({ dir: exported.dir })).rejects.toMatchObject({
      code: 'INVALID_ARGUMENT',
      message: expect.stringContaining('could be replaced (EISDIR)'),
    })
    expect(readdirSync(exported.dir).sort()).toEqual([...exported.files].sort())
    expect(readFileSync(join(exported.dir, 'encoder.onnx'))).toEqual(before)
    await expect(api.exportModel({ dir: photos })).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' })
  })
})
