/** NumPy's .npy format, version 1.0, for a float32 matrix. */
const alignment = 64

/** `rows` [N, D] as a whole file. */
export function toNpy(rows: Float32Array, columnCount: number): Uint8Array {
  const shape = `(${rows.length / columnCount}, ${columnCount})`
  const head = `{'descr': '<f4', 'fortran_order': False, 'shape': ${shape}, }`
  // Magic and version take 8 bytes, the length of the header 2; the data begins at a multiple of 64.
  const headerLength = Math.ceil((10 + head.length + 1) / alignment) * alignment - 10
  const file = Buffer.alloc(10 + headerLength + rows.byteLength, ' ')
  file.write('\x93NUMPY\x01\x00', 0, 'latin1')
  file.writeUInt16LE(headerLength, 8)
  file.write(head, 10, 'latin1')
  file.write('\n', 10 + headerLength - 1, 'latin1')
  file.set(new Uint8Array(rows.buffer, rows.byteOffset, rows.byteLength), 10 + headerLength)
  return file
}

/** Reads what `toNpy` or NumPy wrote of a float32 matrix in C order. Throws on anything else. */
export function fromNpy(file: Uint8Array): { values: Float32Array; columnCount: number } {
  const bytes = Buffer.from(file)
  if (bytes.toString('latin1', 0, 8) !== '\x93NUMPY\x01\x00') throw new Error('it is no .npy file of version 1.0')
  const from = 10 + bytes.readUInt16LE(8)
  const head = bytes.toString('latin1', 10, from)
  const shape = /'shape': \((\d+), (\d+)\)/.exec(head)
  if (!shape || !/'descr': '<f4'/.test(head) || !/'fortran_order': False/.test(head))
    throw new Error(`it holds no matrix of float32 in C order (${head.trim()})`)
  const [rowCount, columnCount] = [Number(shape[1]), Number(shape[2])]
  if (bytes.length - from !== rowCount * columnCount * 4) throw new Error('it is cut short')
  return { values: new Float32Array(Uint8Array.from(bytes.subarray(from)).buffer), columnCount }
}
