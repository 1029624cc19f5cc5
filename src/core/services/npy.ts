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
