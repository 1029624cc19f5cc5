/**
 * The safetensors format (an 8-byte header length, a JSON header, raw little-endian data), written so that a file is
 * either whole or absent: to a temporary name, flushed, then renamed.
 */
import { closeSync, fsyncSync, openSync, readFileSync, writeSync } from 'node:fs'
import { whole } from '../tools/write-whole.ts'

export type TensorData = Float32Array | Int32Array
export interface StoredTensor {
  shape: number[]
  data: TensorData
}
export interface TensorFile {
  tensors: Record<string, StoredTensor>
  /** Strings only, as the format demands. */
  metadata: Record<string, string>
}

interface HeaderEntry {
  dtype: 'F32' | 'I32'
  shape: number[]
  data_offsets: [number, number]
}

export function writeTensors(path: string, { tensors, metadata }: TensorFile): void {
  const header: Record<string, HeaderEntry | Record<string, string>> = { __metadata__: metadata }
  let offset = 0
  for (const [name, { shape, data }] of Object.entries(tensors)) {
    const dtype = data instanceof Float32Array ? 'F32' : 'I32'
    header[name] = { dtype, shape, data_offsets: [offset, offset + data.byteLength] }
    offset += data.byteLength
  }
  const json = Buffer.from(JSON.stringify(header))
  // Padding with spaces keeps the data 8-byte aligned, as the format's own writer does.
  const padded = Buffer.concat([json, Buffer.alloc(-json.length & 7, ' ')])
  const length = Buffer.alloc(8)
  length.writeBigUInt64LE(BigInt(padded.length))
  const parts = [length, padded, ...Object.values(tensors).map((tensor) => tensor.data)]
  whole(path, (temporary) => writeFlushed(temporary, parts))
}

function writeFlushed(path: string, parts: ArrayBufferView[]): void {
  const file = openSync(path, 'w')
  try {
    for (const part of parts) {
      const bytes = Buffer.from(part.buffer, part.byteOffset, part.byteLength)
      for (let at = 0; at < bytes.length;) at += writeSync(file, bytes, at)
    }
    fsyncSync(file)
  } finally {
    closeSync(file)
  }
}

/** Throws an Error naming the file when it is cut short or not of this format. */
export function readTensors(path: string): TensorFile {
  const bytes = readFileSync(path)
  try {
    return parseTensors(bytes)
  } catch (error) {
    throw new Error(`${path} is not a whole safetensors file: ${(error as Error).message}`, { cause: error })
  }
}

/** Throws an Error saying what is wrong with it. */
export function parseTensors(bytes: Buffer): TensorFile {
  const start = bytes.length < 8 ? Infinity : 8 + Number(bytes.readBigUInt64LE(0))
  if (start > bytes.length) throw new Error('its header is cut short')
  const { __metadata__, ...entries } = headerIn(bytes.toString('utf8', 8, start))
  const data = bytes.subarray(start)
  const tensors = Object.entries(entries).map(([name, entry]) => [name, readTensor(name, entry, data)])
  return {
    tensors: Object.fromEntries(tensors) as TensorFile['tensors'],
    metadata: (__metadata__ ?? {}) as TensorFile['metadata'],
  }
}

function headerIn(text: string): Record<string, unknown> {
  try {
    const header: unknown = JSON.parse(text)
    if (typeof header === 'object' && header !== null) return header as Record<string, unknown>
  } catch {
    // Said below.
  }
  throw new Error('it has no header of that format')
}

function readTensor(name: string, entry: unknown, data: Buffer): StoredTensor {
  const { dtype, shape, data_offsets } = (entry ?? {}) as Partial<HeaderEntry>
  if (dtype !== 'F32' && dtype !== 'I32')
    throw new Error(`tensor ${name} is of type ${dtype}, which Semblance does not write`)
  if (!areCounts(shape) || !areCounts(data_offsets)) throw new Error(`tensor ${name} has no shape or no place`)
  const [from, to] = data_offsets
  const sizeBytes = 4 * shape.reduce((product, side) => product * side, 1)
  if (!(to <= data.length && to - from === sizeBytes)) throw new Error(`tensor ${name} is cut short`)
  // A copy of its own, since the file's data need not be aligned for a typed array.
  const buffer = new Uint8Array(data.subarray(from, to)).buffer
  return { shape, data: dtype === 'F32' ? new Float32Array(buffer) : new Int32Array(buffer) }
}

const areCounts = <T extends number[]>(values?: T): values is T =>
  Array.isArray(values) && values.every((value) => Number.isSafeInteger(value) && value >= 0)
