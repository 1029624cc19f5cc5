/** Numbers for an answer of the contract: base64 of their bytes, little-endian. */
export const packed = ({ buffer, byteOffset, byteLength }: Int32Array | Uint16Array | Float32Array): string =>
  Buffer.from(buffer as ArrayBuffer, byteOffset, byteLength).toString('base64')
