/** Nothing leaves the machine: the runtime must not even prepare its telemetry, in whatever process or thread. */
import { execFile } from 'node:child_process'
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'

const core = join(import.meta.dirname, '../..')
const inProcess = `
  const { Graph } = await import('${core}/engines/onnx/graph.ts')
  const { ort } = await import('${core}/engines/onnx/runtime.ts')
  const graph = new Graph()
  graph.output('y', graph.op('Relu', [graph.input('x', 'float32', [1])]), 'float32', [1])
  const session = await ort.InferenceSession.create(graph.encode())
  await session.run({ x: new ort.Tensor('float32', [1], [1]) })
`
const inGraphThread = `
  const { createLibraryGraph } = await import('${core}/tagging/library-graph.ts')
  const rows = new Float32Array(new SharedArrayBuffer(64 * 4 * 4)).fill(0.5)
  const photoIds = Int32Array.from({ length: 64 }, (_, i) => i + 1)
  const graphs = createLibraryGraph()
  await graphs.of({ basis: 'encoder', modelVersion: 1, size: 4, rows, photoIds, rowOf: new Map() })
  await graphs.close()
`

/** What a process that runs `script` leaves in its home and in the folder for temporary files. */
async function leftBy(script: string): Promise<string[]> {
  const [home, scripts] = ['home', 'scripts'].map((name) => mkdtempSync(join(tmpdir(), `semblance-${name}-`)))
  // Without CI and VITEST, by which the runtime would keep quiet by itself and the test could not fail.
  const { CI: _ci, ORT_DISABLE_TELEMETRY: _off, VITEST: _vitest, ...env } = process.env
  const own = { HOME: home, TMPDIR: home, XDG_CACHE_HOME: '', NODE_COMPILE_CACHE: '' }
  const path = join(scripts, 'script.mjs')
  writeFileSync(path, script)
  try {
    await promisify(execFile)(process.execPath, [path], { env: { ...env, ...own } })
    return readdirSync(home, { recursive: true }).map(String)
  } finally {
    for (const dir of [home, scripts]) rmSync(dir, { recursive: true, force: true })
  }
}

test.each(Object.entries({ inProcess, inGraphThread }))(
  'a session leaves no telemetry store behind: %s',
  async (_where, script) => expect(await leftBy(script)).toEqual([]),
)

test('a thread whose process did not switch it off refuses to load the runtime', async () => {
  const script = `
    const { Worker } = await import('node:worker_threads')
    new Worker('import("${core}/engines/onnx/runtime.ts")', { eval: true })
  `
  await expect(leftBy(script)).rejects.toThrow('with its telemetry on')
})
