/**
 * The safetensors format (an 8-byte header length, a JSON header, raw little-endian data), written so that a file is
 * either whole or absent: to a temporary name, flushed, then renamed.
 */
import { closeSync, fsyncSync, openSync, readFileSync, writeSync } from 'node:fs'
import { whole } from '../write-whole.ts'

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
    return parse(bytes)
  } catch (error) {
    throw new Error(`${path} is not a whole safetensors file: ${(error as Error).message}`, { cause: error })
  }
}

function parse(bytes: Buffer): TensorFile {
  const start = 8 + Number(bytes.readBigUInt64LE(0))
  const { __metadata__, ...entries } = JSON.parse(bytes.toString('utf8', 8, start)) as Record<string, HeaderEntry> & {
    __metadata__?: Record<string, string>
  }
  const tensors: Record<string, StoredTensor> = {}
  for (const [name, entry] of Object.entries(entries)) tensors[name] = readTensor(name, entry, bytes.subarray(start))
  return { tensors, metadata: __metadata__ ?? {} }
}

function readTensor(name: string, { dtype, shape, data_offsets: [from, to] }: HeaderEntry, data: Buffer): StoredTensor {
  const sizeBytes = 4 * shape.reduce((product, side) => product * side, 1)
  if (dtype !== 'F32' && dtype !== 'I32')
    throw new Error(`tensor ${name} is of type ${dtype}, which Semblance does not write`)
  if (to > data.length || to - from !== sizeBytes) throw new Error(`tensor ${name} is cut short`)
  // A copy of its own, since the file's data need not be aligned for a typed array.
  const buffer = new Uint8Array(data.subarray(from, to)).buffer
  return { shape, data: dtype === 'F32' ? new Float32Array(buffer) : new Int32Array(buffer) }
}
