/** Encoder files from outside: what is wrong with each is said, and none of them becomes a model. */
import { mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { initialState } from '../learning/encoder-weights.ts'
import type { EngineState } from '../learning/engine.ts'
import { Random } from '../learning/random.ts'
import { defaultRecipe } from '../learning/recipe.ts'
import { saveEncoder } from '../learner/checkpoint.ts'
import { checkedRecipe } from './exported-encoder.ts'
import { writeTensors } from '../learner/safetensors.ts'

const dir = mkdtempSync(join(tmpdir(), 'semblance-encoder-'))
const file = join(dir, 'encoder.safetensors')
let state: EngineState
beforeAll(() => void (state = initialState(defaultRecipe, new Random(1))))
afterAll(() => rmSync(dir, { recursive: true, force: true }))

/** The state with one value of one weight replaced. */
function withValue(name: string, value: number): EngineState {
  const { shape, data } = state.parameters[name]
  return {
    ...state,
    parameters: {
      ...state.parameters,
      [name]: { shape, data: Float32Array.from(data, (old, i) => (i === 1 ? value : old)) },
    },
  }
}

const refusal = (message: RegExp) =>
  expect.objectContaining({ code: 'INVALID_ARGUMENT', message: expect.stringMatching(message) })

test('what an export wrote is taken', () => {
  expect(checkedRecipe(saveEncoder(dir, state, defaultRecipe))).toEqual(defaultRecipe)
})

test.each([
  ['conv1.weight', NaN],
  ['fc.bias', Infinity],
  ['bn1.running_var', -1],
])('%s with a %d is damaged', (name, value) => {
  saveEncoder(dir, withValue(name, value), defaultRecipe)
  expect(() => checkedRecipe(file)).toThrow(refusal(new RegExp(`weights ${name.replaceAll('.', '\\.')} are damaged`)))
})

test.each([
  ['imageSize', { imageSize: 1e9 }],
  ['embeddingSize', { embeddingSize: 0.5 }],
  ['backbone', { backbone: 'constructor' }],
  ['widthMultiplier', { widthMultiplier: 0 }],
  ['batchSize', { batchSize: -3 }],
  ['learningRate', { learningRate: undefined }],
  ['augmentation.hue', { augmentation: { ...defaultRecipe.augmentation, hue: 'red' } }],
])('a recipe without a usable %s is refused', (key, change) => {
  saveEncoder(dir, state, { ...defaultRecipe, ...change } as typeof defaultRecipe)
  expect(() => checkedRecipe(file)).toThrow(refusal(new RegExp(`no usable ${key}`)))
})

test('weights of another architecture', () => {
  saveEncoder(dir, state, { ...defaultRecipe, backbone: 'resnet50' })
  expect(() => checkedRecipe(file)).toThrow(refusal(/not those of a resnet50/))
})

test('a file of another program, which has no recipe', () => {
  writeTensors(file, { tensors: state.parameters, metadata: {} })
  expect(() => checkedRecipe(file)).toThrow(refusal(/does not say how it was made/))
})

/** The header's entry of a weight, changed; or all of the header. */
function editHeader(change: (header: Record<string, unknown>) => unknown): void {
  const bytes = readFileSync(saveEncoder(dir, state, defaultRecipe))
  const end = 8 + Number(bytes.readBigUInt64LE(0))
  const header = JSON.parse(bytes.toString('utf8', 8, end)) as Record<string, unknown>
  const json = Buffer.from(JSON.stringify(change(header)))
  const length = Buffer.alloc(8)
  length.writeBigUInt64LE(BigInt(json.length))
  writeFileSync(file, Buffer.concat([length, json, bytes.subarray(end)]))
}

const placed = { dtype: 'F32', shape: [64], data_offsets: [0, 256] }

test.each<[string, (header: Record<string, unknown>) => unknown, RegExp]>([
  ['null', () => null, /it has no header of that format/],
  ['with nothing said of a weight', (header) => ({ ...header, 'fc.bias': null }), /fc\.bias is of type undefined/],
  ['without a shape', (header) => ({ ...header, 'fc.bias': { ...placed, shape: undefined } }), /fc\.bias has no shape/],
  [
    'of a place before the data',
    (header) => ({ ...header, 'fc.bias': { ...placed, data_offsets: [-256, 0] } }),
    /place/,
  ],
  [
    'of a place between bytes',
    (header) => ({ ...header, 'fc.bias': { ...placed, data_offsets: [0.5, 256.5] } }),
    /place/,
  ],
  ['of a place without an end', (header) => ({ ...header, 'fc.bias': { ...placed, data_offsets: [0] } }), /cut short/],
  ['with a recipe that is none', (header) => ({ ...header, __metadata__: { recipe: 'null' } }), /how it was made/],
  ['with a recipe that is no JSON', (header) => ({ ...header, __metadata__: { recipe: '{' } }), /how it was made/],
])('a header %s is refused, in words', (_, change, message) => {
  editHeader(change)
  expect(() => checkedRecipe(file)).toThrow(refusal(message))
})

test.each([0, 4, 100])('a file of %d bytes is cut short, and named once', (sizeBytes) => {
  saveEncoder(dir, state, defaultRecipe)
  truncateSync(file, sizeBytes)
  const message = `${file} is not an encoder that Semblance exported: its header is cut short.`
  expect(() => checkedRecipe(file)).toThrow(expect.objectContaining({ message }))
})

test('the ONNX file of an export: the one beside it is named', () => {
  const onnx = join(dir, 'encoder.onnx')
  writeFileSync(onnx, 'graph')
  expect(() => checkedRecipe(onnx)).toThrow(refusal(/Give the encoder\.safetensors beside it/))
})

test('no file, no encoder', () => {
  expect(() => checkedRecipe(join(dir, 'none'))).toThrow(expect.objectContaining({ code: 'NOT_FOUND' }))
})

test.each(['/dev/null', tmpdir()])('%s is no file, and is not read', (path) =>
  expect(() => checkedRecipe(path)).toThrow(refusal(/no file/)),
)
