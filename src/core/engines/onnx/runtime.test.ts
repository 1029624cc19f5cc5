/** Nothing leaves the machine: the runtime must not even prepare its telemetry. */
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'

const script = `
  const { Graph } = await import(process.argv[1] + '/graph.ts')
  const { ort } = await import(process.argv[1] + '/runtime.ts')
  const graph = new Graph()
  graph.output('y', graph.op('Relu', [graph.input('x', 'float32', [1])]), 'float32', [1])
  const session = await ort.InferenceSession.create(graph.encode())
  await session.run({ x: new ort.Tensor('float32', [1], [1]) })
`

test('a session leaves no telemetry store behind', () => {
  const home = mkdtempSync(join(tmpdir(), 'semblance-home-'))
  try {
    // Without these the runtime would keep quiet by itself and the test could not fail.
    const { CI: _ci, ORT_DISABLE_TELEMETRY: _off, VITEST: _vitest, ...env } = process.env
    execFileSync(process.execPath, ['--input-type=module', '-e', script, import.meta.dirname], {
      env: { ...env, HOME: home, XDG_CACHE_HOME: '' },
    })
    expect(readdirSync(home)).toEqual([])
  } finally {
    rmSync(home, { recursive: true, force: true })
  }
})
