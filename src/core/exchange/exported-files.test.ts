/** The files of an export belong together; where one cannot take its place that is said, there and at the import. */
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { temporaryFolder } from '../../../test/support/photos.ts'
import { checkExportedTogether, writeExport } from './exported-files.ts'

let folder: ReturnType<typeof temporaryFolder>
beforeEach(() => (folder = temporaryFolder()))
afterEach(() => folder.remove())

const names = ['encoder.onnx', 'embeddings.npy', 'embeddings.json', 'encoder.safetensors', 'model.json']
const at = (name: string) => join(folder.path, name)
const exportOf = (model: string) =>
  writeExport(folder.path, Object.fromEntries(names.slice(0, 4).map((name) => [name, `${name} of ${model}`])), {})
const check = () => checkExportedTogether(at('encoder.safetensors'))
const contents = () => names.map((name) => readFileSync(at(name), 'utf8'))

test('one export takes the place of another, and says so of each file', () => {
  exportOf('the first')
  expect(exportOf('the second')).toEqual(names)
  expect(readdirSync(folder.path).sort()).toEqual([...names].sort())
  expect(contents()[0]).toBe('encoder.onnx of the second')
  expect(check).not.toThrow()
})

test.each(names)('where %s cannot take its place the earlier export is whole, or it is said that none is', (name) => {
  exportOf('the first')
  const [before, itself] = [contents(), readFileSync(at(name))]
  rmSync(at(name))
  mkdirSync(join(at(name), 'in the way'), { recursive: true })
  const isFirst = name === names[0]
  expect(() => exportOf('the second')).toThrow(isFirst ? /cannot be written \(E/ : /do not use what is there/)
  expect(readdirSync(folder.path).sort()).toEqual([...names].sort())
  rmSync(at(name), { recursive: true })
  writeFileSync(at(name), itself)
  expect(contents().filter((text, i) => text !== before[i])).toHaveLength(names.indexOf(name))
  if (isFirst) expect(check).not.toThrow()
  else expect(check).toThrow(/not of one export.*folder of its own/)
  exportOf('the second')
  expect(check).not.toThrow()
})

test.each([
  ['is gone', () => rmSync(at('model.json'))],
  ['is no JSON', () => writeFileSync(at('model.json'), '{')],
  ['says nothing of them', () => writeFileSync(at('model.json'), '{"recipe": {}}')],
  ['is of another export', () => writeFileSync(at('encoder.safetensors'), 'another')],
])('files whose model.json %s are not taken for one export', (_, change) => {
  exportOf('the first')
  change()
  expect(check).toThrow(/not of one export/)
})

test('an export of a version before, which says no hashes, is taken as it was', () => {
  exportOf('the first')
  writeFileSync(at('model.json'), '{"modelVersion": 3, "imageSize": 64, "recipe": {}}')
  expect(check).not.toThrow()
})

test('what an export left that was ended by force is in nobody’s way, and goes', () => {
  writeFileSync(at('.semblance-0d5fd7f6-1111-4222-8333-444455556666'), 'half')
  exportOf('the first')
  expect(readdirSync(folder.path).sort()).toEqual([...names].sort())
  writeFileSync(at('.semblance-notes'), 'mine')
  expect(() => exportOf('the second')).toThrow(/holds other files \(\.semblance-notes\)/)
})
