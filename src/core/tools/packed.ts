import type { PhotoIds } from '../../shared/domain.ts'

/** Numbers for an answer of the contract: base64 of their bytes, little-endian. */
export const packed = ({ buffer, byteOffset, byteLength }: Int32Array | Uint16Array | Float32Array): string =>
  Buffer.from(buffer as ArrayBuffer, byteOffset, byteLength).toString('base64')

/** Photos that a call names. */
export function unpackedIds(photoIds: PhotoIds): Int32Array {
  if (typeof photoIds !== 'string') return Int32Array.from(photoIds)
  const bytes = Buffer.from(photoIds, 'base64')
  return new Int32Array(new Uint8Array(bytes).buffer, 0, bytes.length >> 2)
}
