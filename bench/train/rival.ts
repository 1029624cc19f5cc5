/** PyTorch eager, the rival of `train` and `gpu`, where Python has it: images a second, each time in a new process. */
import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

/** Rates by name. */
export type Contestants = Record<string, () => Promise<number>>

const script = fileURLToPath(new URL('./train.py', import.meta.url))
/** The first that has PyTorch. */
const pythons = [process.env.PYTHON ?? 'python3', '/usr/bin/python3']

/** Null, and a line that says so, where no Python has PyTorch. */
export function findTorch(): string | null {
  const python = pythons.find((each) => spawnSync(each, ['-c', 'import torch']).status === 0) ?? null
  if (!python) console.log('PyTorch is not installed (Debian: python3-torch, libopenblas0-pthread): ours alone.\n')
  return python
}

/** What it runs on where it sees a graphics card; null where it sees none. */
export function torchCard(python: string): string | null {
  const ask = 'import torch; print(torch.cuda.get_device_name() if torch.cuda.is_available() else "")'
  return spawnSync(python, ['-c', ask], { encoding: 'utf8' }).stdout.trim() || null
}

/** As it comes, in its best layout, and at half precision where the processor has that or a card does the work. */
export function torchForms(python: string | null, args: string[]): Contestants {
  if (!python) return {}
  const forms: [string, string][] = [
    ['PyTorch eager, as it comes', 'plain'],
    ['PyTorch eager, channels-last', 'channels-last'],
  ]
  if (hasHalfPrecision() || torchCard(python)) forms.push(['PyTorch eager, and bfloat16', 'bfloat16'])
  return Object.fromEntries(forms.map(([name, form]) => [name, () => torchRate(python, [...args, form])]))
}

function hasHalfPrecision(): boolean {
  try {
    return /avx512_bf16|amx_bf16/.test(readFileSync('/proc/cpuinfo', 'utf8'))
  } catch {
    return false
  }
}

/** Throws an Error with the last line of what the script said. */
export function torchRate(python: string, args: string[]): Promise<number> {
  const { stdout, stderr, status } = spawnSync(python, [script, ...args], { encoding: 'utf8' })
  if (status !== 0) throw new Error(`train.py failed: ${stderr.trim().split('\n').at(-1)}`)
  return Promise.resolve(Number(stdout))
}
