/**
 * What PyTorch gave where our numbers are compared with its own, kept in `recorded/`, so that nothing is skipped where
 * Python has no torch. `RECORD=1 npx vitest run test/engines` asks it again (Debian: python3-torch and
 * python3-torchvision).
 */
import { createHash } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'
import type { EngineState } from '../../src/core/learning/engine.ts'

interface Recorded<T> {
  /** Of what was asked with. */
  input: string
  answer: T
}

/**
 * The answer in `recorded/<name>.json`, or `ask`'s when recording. `input` is what the answer follows from, to the bit
 * the same on every machine. Throws where it is no longer what the answer was recorded for.
 */
export function recorded<T>(name: string, input: (ArrayBufferView | object)[], ask: () => T): T {
  const path = new URL(`recorded/${name}.json`, import.meta.url)
  const hash = createHash('sha256')
  for (const part of input) hash.update(ArrayBuffer.isView(part) ? bytesOf(part) : JSON.stringify(part))
  const digest = hash.digest('hex')
  if (process.env.RECORD) writeFileSync(path, JSON.stringify({ input: digest, answer: ask() }, rounded))
  const found = JSON.parse(readFileSync(path, 'utf8')) as Recorded<T>
  if (found.input !== digest)
    throw new Error(
      `${name} now begins from other numbers than PyTorch did: record it again (test/engines/recorded.ts).`,
    )
  return found.answer
}

const bytesOf = ({ buffer, byteOffset, byteLength }: ArrayBufferView) => new Uint8Array(buffer, byteOffset, byteLength)

/** Seven digits, which a single has. */
const rounded = (_: string, value: unknown) => (typeof value === 'number' ? Number(value.toPrecision(7)) : value)

export const dataOf = ({ parameters }: EngineState): Float32Array[] => Object.values(parameters).map(({ data }) => data)
