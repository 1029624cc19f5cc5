/** Dependencies: each with a reason in docs/dependencies.md, an exact version, and somebody who uses it. */
import { globSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'

const { dependencies, devDependencies, optionalDependencies } = JSON.parse(
  readFileSync('package.json', 'utf8'),
) as Record<string, Record<string, string>>
const versions = { ...dependencies, ...devDependencies, ...optionalDependencies }
const names = Object.keys(versions).sort()

test('every dependency has its line', () => {
  const lines = readFileSync('docs/dependencies.md', 'utf8').matchAll(/^\| (\S+) \| (.+) \|$/gm)
  const listed = [...lines].map(([, name]) => name).filter((name) => name !== 'package')
  expect(listed.sort()).toEqual(names)
})

test('every version is exact', () => {
  expect(Object.entries(versions).filter(([, version]) => !/^\d+\.\d+\.\d+$/.test(version))).toEqual([])
})

test('every dependency is named by an import, a script or a setting', () => {
  const files = globSync([
    '{src,bench,scripts,test}/**/*.{ts,mjs,json,svelte}',
    '*.{ts,js}',
    'tsconfig*.json',
    '.prettierrc.json',
  ])
  const text = files.map((file) => readFileSync(file, 'utf8')).join('\n')
  const isNamed = (name: string) => new RegExp(`['"/]${name.replace('@types/', '')}['"/]`).test(text)
  expect(names.filter((name) => !isNamed(name))).toEqual([])
})
