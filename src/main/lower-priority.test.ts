import { execFileSync } from 'node:child_process'
import { constants, getPriority } from 'node:os'
import { expect, it } from 'vitest'

const module = new URL('./lower-priority.ts', import.meta.url).href
const told = `const { getPriority } = await import('node:os')
  const { lowerPriority } = await import('${module}')
  lowerPriority()
  lowerPriority()
  console.log(getPriority())`

it('a process that asks for it comes after others, and one that does already stays as it is', () => {
  const said = execFileSync(process.execPath, ['--input-type=module', '--eval', told], { encoding: 'utf8' })
  expect(Number(said)).toBe(Math.max(getPriority(), constants.priority.PRIORITY_BELOW_NORMAL))
})
