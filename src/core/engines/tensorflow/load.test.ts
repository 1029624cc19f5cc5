/** A stand-in of the package, where a person would install it. */
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, expect, test, vi } from 'vitest'
import { temporaryFolder } from '../../../../test/support/photos.ts'
import { enginesDir, loadTensorflow, tensorflowWithGpu } from './load.ts'

const data = temporaryFolder()

afterEach(() => {
  vi.unstubAllEnvs()
  data.remove()
})

test.runIf(process.platform === 'linux')('what is installed beside the app is found, and its card', async () => {
  vi.stubEnv('XDG_DATA_HOME', data.path)
  const dir = join(enginesDir(), 'node_modules/@tensorflow/tfjs-node-gpu')
  mkdirSync(dir, { recursive: true })
  writeFileSync(join(dir, 'package.json'), '{ "main": "index.js" }')
  const index = (isUsingGpuDevice: boolean) =>
    `module.exports = { version: 'installed', ready: async () => {}, backend: () => ({ isUsingGpuDevice: ${isUsingGpuDevice} }) }`
  writeFileSync(join(dir, 'index.js'), index(true))
  expect(await loadTensorflow()).toMatchObject({ version: 'installed' })
  expect(await tensorflowWithGpu()).toMatchObject({ version: 'installed' })
})
