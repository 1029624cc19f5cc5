/** docs/dependencies.md gives a reason for every dependency, and for none that is gone. */
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'

test('every dependency has its line', () => {
  const { dependencies, devDependencies, optionalDependencies } = JSON.parse(
    readFileSync('package.json', 'utf8'),
  ) as Record<string, Record<string, string>>
  const lines = readFileSync('docs/dependencies.md', 'utf8').matchAll(/^\| (\S+) \| (.+) \|$/gm)
  const listed = [...lines].map(([, name]) => name).filter((name) => name !== 'package')
  expect(listed.sort()).toEqual(Object.keys({ ...dependencies, ...devDependencies, ...optionalDependencies }).sort())
})
