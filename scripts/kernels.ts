/** Makes src/core/kernels/binary.ts of rows.wat: run it when that has changed (a test says so). */
import { readFileSync, writeFileSync } from 'node:fs'
import loadWabt from 'wabt'

const text = new URL('../src/core/kernels/rows.wat', import.meta.url)
const binary = new URL('../src/core/kernels/binary.ts', import.meta.url)
const lineLength = 100

/** Of what rows.wat says, in base64. */
export async function assembled(): Promise<string> {
  const { parseWat } = await loadWabt()
  const module = parseWat('rows.wat', readFileSync(text, 'utf8'), { simd: true })
  return Buffer.from(module.toBinary({}).buffer).toString('base64')
}

if (import.meta.main) {
  const lines = (await assembled()).match(new RegExp(`.{1,${lineLength}}`, 'g'))!
  const quoted = lines.map((line) => `  '${line}'`).join(' +\n')
  const says = '/** rows.wat as WebAssembly, in base64. Made by `npm run kernels`. */'
  writeFileSync(binary, `${says}\nexport const binary =\n${quoted}\n`)
}
