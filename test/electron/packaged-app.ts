/**
 * Runs a package's main.js in plain Node, Electron stood in for: indexes, learns a little, searches, quits, and prints
 * what came of it as JSON. Arguments: the app's folder, photos, a catalogue.
 */
import { registerHooks } from 'node:module'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { NativeBridge } from '../../src/renderer/connect.ts'
import type { PhotoApi } from '../../src/shared/contract.ts'
import { connect } from '../../src/transport/connect.ts'
import * as electron from './stand-in/electron.ts'

const [, , appDir, photosDir, catalogueDir] = process.argv
const standIn = new URL('stand-in/electron.ts', import.meta.url).href
registerHooks({
  resolve: (name, context, next) =>
    name === 'electron' ? { url: standIn, format: 'module-typescript', shortCircuit: true } : next(name, context),
})

electron.answers.userData = catalogueDir
process.argv = ['semblance', appDir, photosDir, '--catalogue', catalogueDir]
await import(pathToFileURL(join(appDir, 'out/main/main.js')).href)
electron.app.on('exited', (code: number) => process.exit(code))
const page = await until(async () => electron.windows[0]?.exposed.semblance as NativeBridge | undefined)
const { api } = connect(page.openPort())
const photoCount = await until(async () => indexed(await api.getStatus({})))
await api.startTraining({ epochs: 3, start: 'scratch', imageSize: 32, batchSize: 2 })
const training = await until(async () => ended((await api.getStatus({})).training))
const [{ photoId }] = (await api.listPhotos({ offset: 0, limit: 1 })).photos
const { results } = await api.findSimilar({ query: [{ photoId }], limit: 10 })
const region = { x: 0, y: 0, width: 0.5, height: 0.5 }
const byRegion = async () => (await api.findSimilar({ query: [{ photoId, region }], limit: 10 })).regionPhotoCount
const regionPhotoCount = await until(async () => ((await byRegion()) === photoCount ? photoCount : undefined))
const thumbnail = await electron.fetchAsPage(`photo://thumb/${photoId}`)
const index = await electron.fetchAsPage('semblance://window/index.html')
console.log(
  JSON.stringify({
    photoCount,
    training,
    modelCount: (await api.listModels({})).length,
    similarCount: results.length,
    regionPhotoCount,
    problemCount: (await api.listProblems({ offset: 0, limit: 1 })).total,
    thumbnailStatus: thumbnail.status,
    pageTitle: /<title>(.*)<\/title>/.exec(await index.text())?.[1],
  }),
)
electron.app.quit()

type Status = Awaited<ReturnType<PhotoApi['getStatus']>>

function indexed({ indexing, photoCount }: Status): number | undefined {
  return indexing.state === 'running' || photoCount === 0 ? undefined : photoCount
}

function ended(training: Status['training']): Pick<Status['training'], 'state' | 'step' | 'error'> | undefined {
  const { state, step, error } = training
  return state === 'running' ? undefined : { state, step, error }
}

async function until<T>(look: () => Promise<T | undefined>): Promise<T> {
  for (;;) {
    const found = await look()
    if (found !== undefined) return found
    await new Promise((next) => setTimeout(next, 50))
  }
}
