/** Steps of training as PyTorch makes them, by a script beside this that reads one file (`run_file.py`). */
import { execFileSync, spawnSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { EngineState } from '../../src/core/learning/engine.ts'
import { temporaryFolder } from '../support/photos.ts'

export interface Trajectory {
  losses: number[]
  /** Running means and variances after the last step. */
  statistics: Record<string, number[]>
}

export type StoredTensor = [name: string, shape: number[], data: Float32Array]

/** A Python that has `module`. */
export function pythonWith(module: string): string {
  const python = [process.env.PYTHON ?? 'python3', '/usr/bin/python3'].find(
    (each) => spawnSync(each, ['-c', `import ${module}`]).status === 0,
  )
  if (!python) throw new Error(`Python has no ${module} (Debian: python3-${module}).`)
  return python
}

export const weightsOf = ({ parameters }: EngineState): StoredTensor[] =>
  Object.entries(parameters).map(([name, { shape, data }]) => [name, shape, data])

export function trajectoryOf(script: string, settings: object, tensors: StoredTensor[]): Trajectory {
  const folder = temporaryFolder()
  const path = join(folder.path, 'run.bin')
  const head = JSON.stringify({ ...settings, tensors: tensors.map(([name, shape]) => [name, shape]) })
  writeFileSync(
    path,
    Buffer.concat([
      Buffer.from(`${head}\n`),
      ...tensors.map(([, , data]) => Buffer.from(data.buffer, data.byteOffset, data.byteLength)),
    ]),
  )
  const scriptPath = fileURLToPath(new URL(script, import.meta.url))
  const found = JSON.parse(execFileSync(pythonWith('torch'), [scriptPath, path], { encoding: 'utf8' })) as Trajectory
  folder.remove()
  return found
}

/** Largest difference over the largest value. */
export function gap(found: Float32Array, wanted: number[]): number {
  const largest = (values: number[]) => values.reduce((most, value) => Math.max(most, Math.abs(value)), 0)
  return largest(wanted.map((value, i) => found[i] - value)) / largest(wanted)
}
