/**
 * The archive of `bench -- gpu --pack`: the benchmark as one file of JavaScript, PyTorch's side of it, this Node
 * without its symbols and ONNX Runtime for this platform; some 45 MB. Needs tar and xz here; there, tar or Python.
 */
import { spawnSync } from 'node:child_process'
import { chmodSync, cpSync, mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'vite'

const root = fileURLToPath(new URL('../..', import.meta.url))
const runScript = `#!/bin/sh
cd "$(dirname "$0")" && exec ./node bench.mjs "$@"
`

export async function packBench(file: string): Promise<void> {
  const dir = mkdtempSync(join(tmpdir(), 'semblance-pack-'))
  await bundle(dir)
  copyRuntime(dir)
  cpSync(join(root, 'bench/train/train.py'), join(dir, 'train.py'))
  writeFileSync(join(dir, 'run.sh'), runScript)
  chmodSync(join(dir, 'run.sh'), 0o755)
  run('tar', ['-cJf', resolve(file), '-C', dir, '.'], { XZ_OPT: '-6 -T0' })
  rmSync(dir, { recursive: true })
  console.log(`${file}: ${(statSync(file).size / 1e6).toFixed(1)} MB. Unpack it where the card is, then ./run.sh`)
}

const bundle = (outDir: string) =>
  build({
    root,
    configFile: false,
    logLevel: 'warn',
    ssr: { noExternal: true, external: ['onnxruntime-node'] },
    build: {
      outDir,
      emptyOutDir: false,
      ssr: join(root, 'bench/gpu/card.ts'),
      target: 'node24',
      rollupOptions: { external: [/^@tensorflow\//], output: { entryFileNames: 'bench.mjs' } },
    },
  })

function copyRuntime(dir: string): void {
  cpSync(process.execPath, join(dir, 'node'), { dereference: true })
  run('strip', [join(dir, 'node')])
  const native = `bin/napi-v6/${process.platform}/${process.arch}`
  for (const path of ['onnxruntime-node/package.json', 'onnxruntime-node/dist', `onnxruntime-node/${native}`])
    copy(path)
  copy('onnxruntime-common')

  function copy(path: string) {
    const target = join(dir, 'node_modules', path)
    mkdirSync(dirname(target), { recursive: true })
    cpSync(join(root, 'node_modules', path), target, { recursive: true })
  }
}

/** Throws an Error with what the program said. */
function run(program: string, args: string[], env: Record<string, string> = {}): void {
  const { status, stderr, error } = spawnSync(program, args, { encoding: 'utf8', env: { ...process.env, ...env } })
  if (status !== 0) throw new Error(`${program} failed: ${error?.message ?? stderr.trim().split('\n').at(-1)}`)
}
